-- The triggers keep the index equal to its table, also when rows are deleted with their interaction. `secure-delete`
-- removes the words themselves, instead of marking them as deleted until segments are merged.
CREATE VIRTUAL TABLE search_words USING fts5 (
    words, content = 'search_documents', content_rowid = 'position', tokenize = 'ascii', detail = none
);
INSERT INTO search_words (search_words, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER search_documents_inserted AFTER INSERT ON search_documents BEGIN
    INSERT INTO search_words (rowid, words) VALUES (new.position, new.words);
END;
CREATE TRIGGER search_documents_deleted AFTER DELETE ON search_documents BEGIN
    INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', old.position, old.words);
END;
