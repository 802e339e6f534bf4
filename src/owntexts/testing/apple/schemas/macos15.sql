-- What macOS 12 to 15 added: edits and unsent messages, Recently Deleted, Send Later, satellite, emoji tapbacks.

ALTER TABLE message ADD COLUMN syndication_ranges TEXT DEFAULT NULL;
ALTER TABLE message ADD COLUMN was_delivered_quietly INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN did_notify_recipient INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN synced_syndication_ranges TEXT DEFAULT NULL;
ALTER TABLE message ADD COLUMN date_retracted INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN date_edited INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN was_detonated INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN part_count INTEGER;
ALTER TABLE message ADD COLUMN is_stewie INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN is_kt_verified INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN is_sos INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN is_critical INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN bia_reference_id TEXT DEFAULT NULL;
ALTER TABLE message ADD COLUMN fallback_hash TEXT DEFAULT NULL;
ALTER TABLE message ADD COLUMN associated_message_emoji TEXT DEFAULT NULL;
ALTER TABLE message ADD COLUMN is_pending_satellite_send INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN needs_relay INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN schedule_type INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN schedule_state INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN sent_or_received_off_grid INTEGER DEFAULT 0;
ALTER TABLE message ADD COLUMN date_recovered INTEGER DEFAULT 0;

ALTER TABLE attachment ADD COLUMN sr_ck_record_id TEXT DEFAULT NULL;
ALTER TABLE attachment ADD COLUMN sr_ck_sync_state INTEGER DEFAULT 0;
ALTER TABLE attachment ADD COLUMN sr_ck_server_change_token_blob BLOB DEFAULT NULL;
ALTER TABLE attachment ADD COLUMN is_commsafety_sensitive INTEGER DEFAULT 0;
ALTER TABLE attachment ADD COLUMN emoji_image_content_identifier TEXT DEFAULT NULL;
ALTER TABLE attachment ADD COLUMN emoji_image_short_description TEXT DEFAULT NULL;
ALTER TABLE attachment ADD COLUMN preview_generation_state INTEGER DEFAULT 0;

ALTER TABLE chat DROP COLUMN ck_record_system_property_blob;
ALTER TABLE chat ADD COLUMN sr_server_change_token TEXT;
ALTER TABLE chat ADD COLUMN sr_ck_sync_state INTEGER DEFAULT 0;
ALTER TABLE chat ADD COLUMN cloudkit_record_id TEXT DEFAULT NULL;
ALTER TABLE chat ADD COLUMN sr_cloudkit_record_id TEXT DEFAULT NULL;
ALTER TABLE chat ADD COLUMN last_addressed_sim_id TEXT DEFAULT NULL;
ALTER TABLE chat ADD COLUMN is_blackholed INTEGER DEFAULT 0;
ALTER TABLE chat ADD COLUMN syndication_date INTEGER DEFAULT 0;
ALTER TABLE chat ADD COLUMN syndication_type INTEGER DEFAULT 0;
ALTER TABLE chat ADD COLUMN is_recovered INTEGER DEFAULT 0;
ALTER TABLE chat ADD COLUMN is_deleting_incoming_messages INTEGER DEFAULT 0;

CREATE TABLE chat_recoverable_message_join (
    chat_id INTEGER REFERENCES chat (ROWID) ON DELETE CASCADE,
    message_id INTEGER REFERENCES message (ROWID) ON DELETE CASCADE,
    delete_date INTEGER,
    ck_sync_state INTEGER DEFAULT 0,
    PRIMARY KEY (chat_id, message_id),
    CHECK (delete_date != 0)
);

CREATE TABLE recoverable_message_part (
    chat_id INTEGER REFERENCES chat (ROWID) ON DELETE CASCADE,
    message_id INTEGER REFERENCES message (ROWID) ON DELETE CASCADE,
    part_index INTEGER,
    delete_date INTEGER,
    part_text BLOB NOT NULL,
    ck_sync_state INTEGER DEFAULT 0,
    PRIMARY KEY (chat_id, message_id, part_index),
    CHECK (delete_date != 0)
);

CREATE TABLE unsynced_removed_recoverable_messages (
    ROWID INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE,
    chat_guid TEXT NOT NULL,
    message_guid TEXT NOT NULL,
    part_index INTEGER
);

CREATE TABLE scheduled_messages_pending_cloudkit_delete (
    ROWID INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE,
    guid TEXT NOT NULL,
    recordID TEXT
);
