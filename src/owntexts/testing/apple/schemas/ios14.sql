-- What iOS 10 (apps, tapbacks, stickers), iOS 11 (Messages in iCloud) and iOS 14 (replies, mentions) added.

ALTER TABLE message ADD COLUMN associated_message_guid STRING DEFAULT NULL;
ALTER TABLE message ADD COLUMN associated_message_type INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN balloon_bundle_id STRING DEFAULT NULL;
ALTER TABLE message ADD COLUMN payload_data BLOB;
ALTER TABLE message ADD COLUMN expressive_send_style_id STRING DEFAULT NULL;
ALTER TABLE message ADD COLUMN associated_message_range_location INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN associated_message_range_length INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN time_expressive_send_played INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN message_summary_info BLOB DEFAULT NULL;
ALTER TABLE message ADD COLUMN ck_sync_state INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN ck_record_id TEXT DEFAULT NULL;
ALTER TABLE message ADD COLUMN ck_record_change_tag TEXT DEFAULT NULL;
ALTER TABLE message ADD COLUMN destination_caller_id TEXT DEFAULT NULL;
ALTER TABLE message ADD COLUMN sr_ck_sync_state INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN sr_ck_record_id TEXT DEFAULT NULL;
ALTER TABLE message ADD COLUMN sr_ck_record_change_tag TEXT DEFAULT NULL;
ALTER TABLE message ADD COLUMN is_corrupt INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN reply_to_guid TEXT DEFAULT NULL;
ALTER TABLE message ADD COLUMN sort_id INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN is_spam INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN has_unseen_mention INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN thread_originator_guid TEXT DEFAULT NULL;
ALTER TABLE message ADD COLUMN thread_originator_part TEXT DEFAULT NULL;

ALTER TABLE attachment ADD COLUMN is_sticker INTEGER DEFAULT 0;
ALTER TABLE attachment ADD COLUMN sticker_user_info BLOB;
ALTER TABLE attachment ADD COLUMN attribution_info BLOB;
ALTER TABLE attachment ADD COLUMN hide_attachment INTEGER DEFAULT 0;
ALTER TABLE attachment ADD COLUMN ck_sync_state INTEGER DEFAULT 0;
ALTER TABLE attachment ADD COLUMN ck_server_change_token_blob BLOB DEFAULT NULL;
ALTER TABLE attachment ADD COLUMN ck_record_id TEXT DEFAULT NULL;
ALTER TABLE attachment ADD COLUMN original_guid TEXT;

ALTER TABLE chat ADD COLUMN engram_id TEXT;
ALTER TABLE chat ADD COLUMN server_change_token TEXT;
ALTER TABLE chat ADD COLUMN ck_sync_state INTEGER DEFAULT 0;
ALTER TABLE chat ADD COLUMN last_read_message_timestamp INTEGER DEFAULT 0;
ALTER TABLE chat ADD COLUMN ck_record_system_property_blob BLOB;
ALTER TABLE chat ADD COLUMN original_group_id TEXT DEFAULT NULL;

ALTER TABLE handle ADD COLUMN person_centric_id TEXT DEFAULT NULL;

ALTER TABLE chat_message_join ADD COLUMN message_date INTEGER DEFAULT 0;

CREATE TABLE sync_deleted_messages (
    ROWID INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE,
    guid TEXT NOT NULL,
    recordID TEXT
);

CREATE TABLE sync_deleted_attachments (
    ROWID INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE,
    guid TEXT NOT NULL,
    recordID TEXT
);

CREATE TABLE sync_deleted_chats (
    ROWID INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE,
    guid TEXT NOT NULL,
    recordID TEXT,
    timestamp INTEGER
);

CREATE TABLE kvtable (
    ROWID INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE,
    key TEXT UNIQUE NOT NULL,
    value BLOB NOT NULL
);

CREATE TABLE message_processing_task (
    ROWID INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE,
    guid TEXT NOT NULL,
    task_flags INTEGER NOT NULL
);
