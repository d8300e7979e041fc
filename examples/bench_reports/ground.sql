-- One government with 200 units, 20 officials and a leader's account, on an empty schema.
CREATE OR REPLACE FUNCTION bid(kind text, p bigint, i bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT md5(kind || ':' || p || ':' || i)::uuid $$;
INSERT INTO government (id, version, created_at, updated_at, updated_by, code, name)
    VALUES (bid('gov', 0, 0), 1, '2024-01-01Z', '2024-01-01Z', 'bench', '420500', '测试市');
INSERT INTO unit (id, government_id, version, created_at, updated_at, updated_by, code, name, short_name, search, kind, parent_id, path)
    SELECT bid('unit', 0, i), bid('gov', 0, 0), 1, '2024-01-01Z', '2024-01-01Z', 'bench', 'U' || i, '第' || i || '局', NULL, '第' || i || '局',
           'department', NULL, '/' || bid('unit', 0, i) || '/'
    FROM generate_series(1, 200) AS i;
INSERT INTO official (id, government_id, version, created_at, updated_at, updated_by, code, name)
    SELECT bid('official', 0, i), bid('gov', 0, 0), 1, '2024-01-01Z', '2024-01-01Z', 'bench', 'O' || i, '负责人' || i
    FROM generate_series(1, 20) AS i;
INSERT INTO app_user (id, government_id, version, created_at, updated_at, updated_by, username, name, unit_id, password_hash,
                      must_change_password, installation_admin, failed_logins)
    VALUES (bid('user', 0, 0), bid('gov', 0, 0), 1, '2024-01-01Z', '2024-01-01Z', 'bench', 'leader', '市领导', bid('unit', 0, 1), '-',
            false, false, 0);
INSERT INTO role_grant (id, government_id, version, created_at, updated_at, updated_by, user_id, role, unit_id, include_descendants, valid_from)
    VALUES (bid('grant', 0, 0), bid('gov', 0, 0), 1, '2024-01-01Z', '2024-01-01Z', 'bench', bid('user', 0, 0), 'leader', bid('unit', 0, 1),
            true, '2024-01-01');
