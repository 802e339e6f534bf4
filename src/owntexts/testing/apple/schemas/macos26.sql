-- What macOS 26 added: chats looked up by address, filters, local indexing.

ALTER TABLE message ADD COLUMN filter_action INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN date_updated INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN index_state INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN ck_chat_id TEXT DEFAULT NULL;
ALTER TABLE message ADD COLUMN is_time_sensitive INTEGER DEFAULT 0;

ALTER TABLE attachment ADD COLUMN preflight_info BLOB DEFAULT NULL;
ALTER TABLE attachment ADD COLUMN sensitivity_analysis BLOB DEFAULT NULL;
ALTER TABLE attachment ADD COLUMN fields_needing_sync INTEGER DEFAULT 0;

ALTER TABLE chat ADD COLUMN is_pending_review INTEGER DEFAULT 0;

CREATE TABLE chat_lookup (
    identifier TEXT NOT NULL,
    domain TEXT NOT NULL,
    chat INTEGER NOT NULL REFERENCES chat (ROWID) ON DELETE CASCADE,
    priority INTEGER DEFAULT 0,
    PRIMARY KEY (identifier, domain, chat)
);

CREATE TABLE chat_service (
    service TEXT NOT NULL,
    chat INTEGER NOT NULL REFERENCES chat (ROWID) ON DELETE CASCADE,
    PRIMARY KEY (service, chat)
);

CREATE TABLE sync_chat_slice (
    ROWID INTEGER PRIMARY KEY AUTOINCREMENT,
    chat INTEGER REFERENCES chat (ROWID) ON DELETE CASCADE,
    service_name TEXT,
    ck_record_id TEXT,
    original_guid TEXT,
    filter_action INTEGER DEFAULT 0,
    filter_sub_action INTEGER DEFAULT 0
);

CREATE TABLE index_state_metrics (
    key TEXT PRIMARY KEY,
    value INTEGER DEFAULT 0
);

CREATE TABLE persistent_tasks (
    ROWID INTEGER PRIMARY KEY AUTOINCREMENT,
    guid TEXT NOT NULL,
    task_flags INTEGER DEFAULT 0
);
