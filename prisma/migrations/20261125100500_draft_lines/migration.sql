-- A draft is priced again when it is issued: a rate that staff chose for a line stays.
ALTER TABLE "invoice_line" ADD COLUMN "is_tax_chosen" BOOLEAN NOT NULL DEFAULT false;
