-- The words are separated already, so that no parser or dictionary of PostgreSQL is involved.
CREATE INDEX search_words ON search_documents USING GIN (array_to_tsvector(string_to_array(words, ' ')));
