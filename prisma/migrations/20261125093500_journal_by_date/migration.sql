-- The journal is listed and exported by date.
CREATE INDEX "journal_entry_occurred_at_id_idx" ON "journal_entry"("occurred_at" DESC, "id" DESC);
CREATE INDEX "journal_entry_kind_occurred_at_id_idx" ON "journal_entry"("kind", "occurred_at" DESC, "id" DESC);
