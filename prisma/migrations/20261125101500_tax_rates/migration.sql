-- One rate per place and day: two rates of one country and region never hold on the same day. See docs/tax.md.
CREATE FUNCTION "tax_rate_alone"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Writers of one country come one after another, so that neither overlooks the other's row.
  PERFORM pg_advisory_xact_lock(hashtextextended('tax_rate:' || NEW."country", 0));
  IF EXISTS (
    SELECT 1 FROM "tax_rate" WHERE "id" <> NEW."id" AND "country" = NEW."country" AND "region" IS NOT DISTINCT FROM NEW."region"
      AND daterange("valid_from", "valid_to") && daterange(NEW."valid_from", NEW."valid_to")) THEN
    RAISE EXCEPTION 'Two tax rates of one place on one day (%)', NEW."id" USING ERRCODE = 'exclusion_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "tax_rate_alone" AFTER INSERT OR UPDATE ON "tax_rate" FOR EACH ROW EXECUTE FUNCTION "tax_rate_alone"();
