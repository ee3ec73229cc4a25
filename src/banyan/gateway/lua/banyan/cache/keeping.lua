-- An answer as an entry of the store: what is noted of it, and for how long it is worth its room.

local fields = require("banyan.cache.fields")
local freshness = require("banyan.cache.freshness")
local http_date = require("banyan.cache.http_date")
local second_writer = require("banyan.cache.second_writer")
local storable = require("banyan.cache.storable")
local store = require("banyan.cache.store")
local vary = require("banyan.cache.vary")

local _M = {}

-- What can be validated is worth keeping for so long, in seconds, when it is fresh no more.
local WITH_VALIDATOR = 3600
-- A failure, for those who waited for the same.
local FAILURE, FAILURE_SECONDS = "!", 2
local ONCE = { lifetime = 0, stale = 0, stale_if_error = 0, shared = true }
-- Meant for the tier that keeps it, and for no other behind that.
local LABELS = { ["cdn-cache-control"] = true }
-- What nginx says anew with each answer, by who asks (http/cors.conf).
local CORS = {
    ["access-control-allow-origin"] = true, ["access-control-allow-credentials"] = true,
    ["access-control-expose-headers"] = true,
}
-- In the key by the names of the route's own.
local COOKIE = { cookie = true }
local NONE = {}

local function request_headers()
    return ngx.req.get_headers(0)
end

local function tags_of(headers)
    local tags = {}
    for tag in (fields.one_line(headers["cache-tag"]) or ""):gmatch("[^%s,]+") do
        tags[#tags + 1] = tag
    end
    return #tags > 0 and tags or nil
end

local function omitted(state, headers, terms)
    return {
        fields.listed(headers.connection), terms.private or NONE, terms.unchecked or NONE,
        state.route and LABELS or NONE, (ngx.var.banyan_cors or "") ~= "" and CORS or NONE,
    }
end

-- The entry of an answer with these `terms` (storable.judge); `raw` and `headers` are its fields as they came, and by
-- their names in small letters.
function _M.entry(state, status, raw, headers, terms, received)
    local kept = fields.kept(raw, omitted(state, headers, terms))
    if not headers.date then
        -- RFC 9110 section 6.6.1.
        kept[#kept + 1] = { "Date", ngx.http_time(received) }
    end
    return {
        status = status,
        fields = kept,
        stored = received,
        age = freshness.initial_age(headers, state.asked, received),
        lifetime = terms.lifetime,
        stale = terms.stale,
        stale_if_error = terms.stale_if_error,
        checked = terms.checked,
        must_revalidate = terms.must_revalidate,
        shared = terms.shared,
        number = state.number,
        tags = tags_of(headers),
        etag = fields.first(headers.etag),
        modified = fields.first(headers["last-modified"]),
        made = http_date.parse(fields.first(headers.date) or "") or received,
        upstream_status = fields.one_line(headers["cache-status"]),
    }
end

-- The same, of what is for those who wait for it now.
function _M.failure(state, status, raw, headers)
    return _M.entry(state, status, raw, headers, ONCE, ngx.now())
end

-- The terms on which it is kept, or nil; notes by what it varies.
function _M.terms(state, status, headers, received)
    state.names = vary.names(headers.vary, state.route and state.route.cookies and COOKIE)
    if not state.names or state.number < 0 then
        return nil
    end
    local asker = { authorization = state.request.authorization, cookie = state.cookie }
    return storable.judge(asker, status, headers, fields.one_line(headers.vary), state.route, received)
end

local function seconds_of(entry)
    local validator = (entry.etag or entry.modified) and WITH_VALIDATOR or 0
    return math.max(0, entry.lifetime - entry.age) + math.max(entry.stale, entry.stale_if_error, validator)
end

function _M.is_worth_it(entry)
    return seconds_of(entry) > 0
end

-- `body` nil: the one that it has.
function _M.keep(state, entry, body)
    local seconds = seconds_of(entry)
    if seconds > 0 then
        entry.size = body and #body or entry.size
        store.keep(state.key, state.names, request_headers, entry, body, seconds, state.asked)
        second_writer.keep(state.key, state.names, request_headers, entry, body or state.body, seconds, state.asked)
    end
end

function _M.share_failure(state, entry, body)
    entry.size = #body
    store.keep(FAILURE .. state.key, NONE, request_headers, entry, body, FAILURE_SECONDS, state.asked)
end

-- What came to whoever asked for the same since `began`; nil if that was none.
function _M.failure_since(key, began)
    local entry = store.find(FAILURE .. key, request_headers)
    return entry and entry.stored >= began and entry or nil
end

return _M
