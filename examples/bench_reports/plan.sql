-- Plan number :p of the size asked for: :tasks tasks (every other one a measure), each led by one unit that owes ten monthly reports,
-- with :targets targets whose figures are accepted month by month. Of the reports 1 % are missing, 2 % late, 1 % sent back.
INSERT INTO plan (id, government_id, version, created_at, updated_at, updated_by, code, title, kind, state, starts_on, ends_on, issued_on,
                  is_public, lead_rule, default_due, issuing_unit_id, thresholds, palette, lint_policy)
    VALUES (bid('plan', 0, :p), bid('gov', 0, 0), 1, '2024-01-01Z', '2024-01-01Z', 'bench', 'bench-' || :p, '第' || :p || '号方案', 'keyWork',
            'issued', '2024-01-01', '2024-12-31', '2024-01-01', false, 'labelled',
            '{"text": "年底前", "kind": "year", "earliest": null, "latest": "2024-12-31", "control": "2024-12-31"}', bid('unit', 0, 1),
            '{"ahead": 10, "onTrack": 5, "behind": 20}', '{}', '{}');
INSERT INTO section (id, government_id, version, created_at, updated_at, updated_by, plan_id, parent_id, ord, number, title)
    SELECT bid('section', :p, i), bid('gov', 0, 0), 1, '2024-01-01Z', '2024-01-01Z', 'bench', bid('plan', 0, :p),
           CASE WHEN i > 10 THEN bid('section', :p, i % 10 + 1) END, i, '(' || i || ')', '第' || i || '部分'
    FROM generate_series(1, 60) AS i;
INSERT INTO task (id, government_id, version, created_at, updated_at, updated_by, plan_id, section_id, parent_id, path, ord, number, code, current_n)
    SELECT bid('task', :p, i), bid('gov', 0, 0), 1, '2024-01-01Z', '2024-01-01Z', 'bench', bid('plan', 0, :p),
           CASE WHEN i % 2 = 1 THEN bid('section', :p, i / 2 % 50 + 11) END, CASE WHEN i % 2 = 0 THEN bid('task', :p, i - 1) END,
           CASE WHEN i % 2 = 0 THEN '/' || bid('task', :p, i - 1) ELSE '' END || '/' || bid('task', :p, i) || '/', i, i::text, i::text, 1
    FROM generate_series(1, :tasks) AS i;
INSERT INTO task_version (id, government_id, plan_id, task_id, n, title, search, parameters, cancelled, effective_on, recorded_at)
    SELECT bid('task_version', :p, i), bid('gov', 0, 0), bid('plan', 0, :p), bid('task', :p, i), 1, '建成第' || i || '项工程并投入使用',
           i || '建成第' || i || '项工程并投入使用', '[]', false, '2024-01-01', '2024-01-01Z'
    FROM generate_series(1, :tasks) AS i;
INSERT INTO assignment (id, government_id, version, created_at, updated_at, updated_by, plan_id, task_id, role, unit_id, official_id, assignee_key,
                        ord, is_reporting, is_starred, effective_from)
    SELECT bid('duty', :p, i), bid('gov', 0, 0), 1, '2024-01-01Z'::timestamptz, '2024-01-01Z'::timestamptz, 'bench', bid('plan', 0, :p), bid('task', :p, i), 'lead',
           bid('unit', 0, i % 200 + 1), NULL::uuid, bid('unit', 0, i % 200 + 1)::text, 1, false, false, '2024-01-01'::date
    FROM generate_series(1, :tasks) AS i
    UNION ALL
    SELECT bid('principal', :p, i), bid('gov', 0, 0), 1, '2024-01-01Z'::timestamptz, '2024-01-01Z'::timestamptz, 'bench', bid('plan', 0, :p), bid('task', :p, i), 'principal',
           NULL, bid('official', 0, i % 20 + 1), bid('official', 0, i % 20 + 1)::text, 2, false, false, '2024-01-01'::date
    FROM generate_series(1, :tasks, 2) AS i;
INSERT INTO milestone (id, government_id, version, created_at, updated_at, updated_by, plan_id, task_id, ord, key, due, due_on, text, done_on)
    SELECT bid('milestone', :p, i), bid('gov', 0, 0), 1, '2024-01-01Z', '2024-01-01Z', 'bench', bid('plan', 0, :p), bid('task', :p, i), 1, '1',
           '{"text": "6月底前", "kind": "month", "earliest": null, "latest": "2024-06-30", "control": "2024-06-30"}', '2024-06-30', '完成半年任务',
           CASE WHEN i % 7 > 0 THEN '2024-06-20'::date END
    FROM generate_series(1, :tasks, 4) AS i;
INSERT INTO target (id, government_id, version, created_at, updated_at, updated_by, plan_id, task_id, key, indicator, text, parts_add_up, current_n)
    SELECT bid('target', :p, i * 100 + j), bid('gov', 0, 0), 1, '2024-01-01Z', '2024-01-01Z', 'bench', bid('plan', 0, :p), bid('task', :p, i), j::text,
           '第' || j || '项指标', '第' || j || '项指标达到1200个', false, 1
    FROM generate_series(1, :tasks) AS i, generate_series(1, :targets) AS j;
INSERT INTO target_version (id, government_id, plan_id, target_id, n, operator, judged_as, value_e4, unit_of_measure, multiplier, series,
                            quantity_kind, firmness, class, maintain, effective_on, recorded_at)
    SELECT bid('target_version', :p, i * 100 + j), bid('gov', 0, 0), bid('plan', 0, :p), bid('target', :p, i * 100 + j), 1, 'eq', 'atLeast', 12000000, '个',
           1, (ARRAY['cumulative', 'increment', 'level'])[j % 3 + 1], 'count', CASE WHEN j = 9 THEN 'aspirational' ELSE 'firm' END,
           CASE WHEN j = 1 AND i % 50 = 0 THEN 'binding' ELSE 'expected' END, false, '2024-01-01', '2024-01-01Z'
    FROM generate_series(1, :tasks) AS i, generate_series(1, :targets) AS j;
INSERT INTO reporting_rule (id, government_id, version, created_at, updated_at, updated_by, plan_id, n, title, receiver_unit_id, reporters, calendar,
                            parts, limit_policy, signs_first, collects_figures, return_days)
    VALUES (bid('rule', 0, :p), bid('gov', 0, 0), 1, '2024-01-01Z', '2024-01-01Z', 'bench', bid('plan', 0, :p), 1, '月报', bid('unit', 0, 1),
            'everyLead', '{"frequency": "monthly", "dueDay": 3}', '["progress"]', 'off', false, true, 3);
INSERT INTO rule_period (id, government_id, plan_id, rule_id, period, starts_on, ends_on, as_at, opens_at, due_at)
    SELECT bid('period', :p, m), bid('gov', 0, 0), bid('plan', 0, :p), bid('rule', 0, :p), '2024-' || lpad(m::text, 2, '0'), make_date(2024, m, 1),
           (make_date(2024, m, 1) + interval '1 month - 1 day')::date, (make_date(2024, m, 1) + interval '1 month - 1 day')::date,
           make_timestamptz(2024, m, 1, 0, 0, 0, 'Asia/Shanghai'),
           make_timestamptz(2024, m, 1, 0, 0, 0, 'Asia/Shanghai') + interval '1 month 3 days'
    FROM generate_series(1, 10) AS m;
INSERT INTO obligation (id, government_id, version, created_at, updated_at, updated_by, plan_id, rule_period_id, task_id, unit_id, period, as_at,
                        opens_at, due_at)
    SELECT bid('obligation', :p, i * 100 + m), bid('gov', 0, 0), 1, '2024-01-01Z', '2024-01-01Z', 'bench', bid('plan', 0, :p), bid('period', :p, m),
           bid('task', :p, i), bid('unit', 0, i % 200 + 1), '2024-' || lpad(m::text, 2, '0'),
           (make_date(2024, m, 1) + interval '1 month - 1 day')::date, make_timestamptz(2024, m, 1, 0, 0, 0, 'Asia/Shanghai'),
           make_timestamptz(2024, m, 1, 0, 0, 0, 'Asia/Shanghai') + interval '1 month 3 days'
    FROM generate_series(1, 10) AS m, generate_series(1, :tasks) AS i;
-- 0: missing; 1 and 2: late; 3: sent back; all others accepted in time.
INSERT INTO submission (id, government_id, version, created_at, updated_at, updated_by, plan_id, obligation_id, task_id, unit_id, state,
                        working_revision, accepted_revision, first_filed_at)
    SELECT bid('submission', :p, i * 100 + m), bid('gov', 0, 0), 1, due_at - interval '2 days', due_at, 'bench', bid('plan', 0, :p),
           bid('obligation', :p, i * 100 + m), bid('task', :p, i), bid('unit', 0, i % 200 + 1),
           CASE WHEN (i + m) % 100 = 3 THEN 'returned' ELSE 'accepted' END, 1, CASE WHEN (i + m) % 100 <> 3 THEN 1 END,
           CASE WHEN (i + m) % 100 IN (1, 2) THEN due_at + interval '1 day' ELSE due_at - interval '1 day' END
    FROM generate_series(1, 10) AS m, generate_series(1, :tasks) AS i,
         LATERAL (SELECT make_timestamptz(2024, m, 1, 0, 0, 0, 'Asia/Shanghai') + interval '1 month 3 days' AS due_at) AS d
    WHERE (i + m) % 100 <> 0;
INSERT INTO revision (id, government_id, submission_id, n, kind, progress, filed_at, acknowledged)
    SELECT bid('revision', :p, i * 100 + m), bid('gov', 0, 0), bid('submission', :p, i * 100 + m), 1, 'filing', '按序时推进。', '2024-01-01Z', '[]'
    FROM generate_series(1, 10) AS m, generate_series(1, :tasks) AS i WHERE (i + m) % 100 <> 0;
INSERT INTO submission_event (id, government_id, plan_id, submission_id, revision_n, action, from_state, to_state, actor_id, actor_name, at)
    SELECT bid(action, :p, i * 100 + m), bid('gov', 0, 0), bid('plan', 0, :p), bid('submission', :p, i * 100 + m), 1, action, state_before, state_after,
           bid('user', 0, 0), 'bench', at
    FROM generate_series(1, 10) AS m, generate_series(1, :tasks) AS i,
         LATERAL (SELECT make_timestamptz(2024, m, 1, 0, 0, 0, 'Asia/Shanghai') + interval '1 month 3 days' AS due_at) AS d,
         LATERAL (VALUES ('submit', 'draft', 'submitted',
                          CASE WHEN (i + m) % 100 IN (1, 2) THEN due_at + interval '1 day' ELSE due_at - interval '1 day' END),
                         (CASE WHEN (i + m) % 100 = 3 THEN 'return' ELSE 'accept' END, 'submitted',
                          CASE WHEN (i + m) % 100 = 3 THEN 'returned' ELSE 'accepted' END, due_at + interval '2 days'))
             AS step (action, state_before, state_after, at)
    WHERE (i + m) % 100 <> 0;
INSERT INTO figure (id, government_id, plan_id, target_id, unit_id, submission_id, revision_id, cell_key, period, as_at, value_e4, known_from, known_to)
    SELECT bid('figure', :p, (i * 100 + m) * 100 + j), bid('gov', 0, 0), bid('plan', 0, :p), bid('target', :p, i * 100 + j), bid('unit', 0, i % 200 + 1),
           bid('submission', :p, i * 100 + m), bid('revision', :p, i * 100 + m), '', '2024-' || lpad(m::text, 2, '0'),
           (make_date(2024, m, 1) + interval '1 month - 1 day')::date,
           10000::bigint * CASE WHEN j % 3 = 1 THEN 90 + (i * 7 + j) % 20 ELSE m * (90 + (i * 7 + j) % 20) END, due_at + interval '2 days',
           NULL::timestamptz
    FROM generate_series(1, 10) AS m, generate_series(1, :tasks) AS i, generate_series(1, :targets) AS j,
         LATERAL (SELECT make_timestamptz(2024, m, 1, 0, 0, 0, 'Asia/Shanghai') + interval '1 month 3 days' AS due_at) AS d
    WHERE (i + m) % 100 NOT IN (0, 3);
-- One in two thousand was higher before it was corrected.
INSERT INTO figure (id, government_id, plan_id, target_id, unit_id, submission_id, revision_id, cell_key, period, as_at, value_e4, known_from, known_to)
    SELECT bid('erratum', :p, i * 100 + m), bid('gov', 0, 0), bid('plan', 0, :p), bid('target', :p, i * 100 + 1), bid('unit', 0, i % 200 + 1),
           bid('submission', :p, i * 100 + m), bid('revision', :p, i * 100 + m), '', '2024-' || lpad(m::text, 2, '0'),
           (make_date(2024, m, 1) + interval '1 month - 1 day')::date, 99990000, due_at + interval '1 days', due_at + interval '2 days'
    FROM generate_series(1, 10) AS m, generate_series(1, :tasks, 200) AS i,
         LATERAL (SELECT make_timestamptz(2024, m, 1, 0, 0, 0, 'Asia/Shanghai') + interval '1 month 3 days' AS due_at) AS d
    WHERE (i + m) % 100 NOT IN (0, 3);
