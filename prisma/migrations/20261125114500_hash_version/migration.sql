-- What the content hash of a paper is made of has a version: 1 left out names and categories of taxes, credits and periods of
-- lines, and who is meant; 2 covers everything that is frozen. Old papers keep theirs and still verify.
ALTER TABLE "invoice" ADD COLUMN "hash_version" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "credit_note" ADD COLUMN "hash_version" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_hash_version" CHECK ("hash_version" IN (1, 2));
ALTER TABLE "credit_note" ADD CONSTRAINT "credit_note_hash_version" CHECK ("hash_version" IN (1, 2));

CREATE FUNCTION "invoice_hash_version_frozen"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'How an issued invoice was hashed cannot be changed (%)', OLD."number" USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "invoice_hash_version_frozen" BEFORE UPDATE ON "invoice" FOR EACH ROW
  WHEN (OLD."status" <> 'draft' AND NEW."hash_version" <> OLD."hash_version") EXECUTE FUNCTION "invoice_hash_version_frozen"();
