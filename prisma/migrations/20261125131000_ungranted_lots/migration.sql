-- A lot whose invoice is due again says so: what it was sold for stands among the ordered credits until it is paid or credited.
ALTER TABLE "credit_lot" ADD COLUMN "ungranted_at" TIMESTAMPTZ(3);
UPDATE "credit_lot" l SET "ungranted_at" = CURRENT_TIMESTAMP
FROM "invoice_line" n JOIN "invoice" i ON i."id" = n."invoice_id"
WHERE n."id" = l."invoice_line_id" AND i."status" <> 'paid';
