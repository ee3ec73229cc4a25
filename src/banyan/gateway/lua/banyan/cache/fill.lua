-- An answer on its way from the origin: passed on as it comes, and kept on the way.

local answer = require("banyan.cache.answer")
local cache_status = require("banyan.cache.cache_status")
local fields = require("banyan.cache.fields")
local flight = require("banyan.cache.flight")
local freshness = require("banyan.cache.freshness")
local invalidation = require("banyan.cache.invalidation")
local reuse = require("banyan.cache.reuse")
local second_writer = require("banyan.cache.second_writer")
local storable = require("banyan.cache.storable")
local store = require("banyan.cache.store")
local vary = require("banyan.cache.vary")
local guarded = require("banyan.core.guarded")

local _M = {}

-- What can be validated is worth keeping for so long, in seconds, when it is fresh no more.
local WITH_VALIDATOR = 3600
-- RFC 5861 section 4.
local FAILED = { [500] = true, [502] = true, [503] = true, [504] = true }

local largest = 1024 * 1024

function _M.configure(largest_object)
    largest = largest_object
end

local function one_line(value)
    return type(value) == "table" and table.concat(value, ", ") or value
end

local function first(value)
    return type(value) == "table" and value[1] or value
end

local function tags_of(headers, policy)
    local tags = {}
    for tag in (one_line(headers["cache-tag"]) or ""):gmatch("[^%s,]+") do
        tags[#tags + 1] = tag
    end
    for _, tag in ipairs(policy and policy.tags or {}) do
        tags[#tags + 1] = tag
    end
    return #tags > 0 and tags or nil
end

-- The entry of an answer with these `terms` (storable.judge); `raw` and `headers` are its fields as they came, and by
-- their names in small letters.
local function entry_of(state, status, raw, headers, terms, received)
    local omitted = { fields.listed(headers.connection), terms.private or {}, terms.unchecked or {} }
    local kept = fields.kept(raw, omitted)
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
        tags = tags_of(headers, state.policy),
        etag = first(headers.etag),
        modified = first(headers["last-modified"]),
        made = ngx.parse_http_time(first(headers.date) or "") or received,
        upstream_status = one_line(headers["cache-status"]),
    }
end

local function seconds_of(entry)
    local validator = (entry.etag or entry.modified) and WITH_VALIDATOR or 0
    return math.max(0, entry.lifetime - entry.age) + math.max(entry.stale, entry.stale_if_error, validator)
end

local function request_headers()
    return ngx.req.get_headers(0)
end

local function keep(state, entry, body)
    local seconds = seconds_of(entry)
    if seconds > 0 then
        entry.size = body and #body or entry.size
        store.keep(state.key, state.names, request_headers, entry, body, seconds, state.asked)
        second_writer.keep(state.key, state.names, request_headers, entry, body or state.body, seconds, state.asked)
    end
end

-- The terms on which it is kept, or nil; notes by what it varies.
local function terms_of(state, status, headers, received)
    state.names = vary.names(headers.vary, state.policy and state.policy.vary)
    if not state.names or state.number < 0 then
        return nil
    end
    local asker = { authorization = state.request.authorization, cookie = state.cookie }
    return storable.judge(asker, status, headers, one_line(headers.vary), state.policy, received)
end

-- Gives the client the entry in the place of what came.
local function replace(state, entry, raw, status, is_stored)
    local header, before = ngx.header, cache_status.forwarded(entry.upstream_status, state.why, status, is_stored)
    for name in pairs(raw) do
        header[name] = nil
    end
    state.content = answer.set_header(entry, state.request, state.body, ngx.now(), before)
end

local function is_another(etag, entry)
    return etag and entry.etag and not etag:find("^W/") and etag ~= entry.etag
end

-- RFC 9111 section 4.3.4. A 304 about another representation changes nothing that is kept, but what is kept holds.
local function freshen(state, raw, headers)
    local entry, received = state.entry, ngx.now()
    if is_another(first(headers.etag), entry) then
        return replace(state, entry, raw, 304)
    end
    local merged = fields.updated(entry.fields, raw)
    local by_name = fields.by_lower_name(merged)
    by_name.age = headers.age
    by_name["cache-tag"] = headers["cache-tag"]
    local terms = terms_of(state, entry.status, by_name, received)
    local updated = entry_of(state, entry.status, merged, by_name, terms or entry, received)
    updated.size, updated.body_id = entry.size, entry.body_id
    updated.tags = updated.tags or entry.tags
    if terms then
        keep(state, updated)
    end
    replace(state, updated, raw, 304, terms ~= nil)
end

-- What was asked for in part, or on a condition, has other answers than the whole.
local function is_of_the_whole(request, status)
    return status == 200 or not (request.range or request.none_match or request.modified_since)
end

local function begin_keeping(state, status, raw, headers)
    if not is_of_the_whole(state.request, status) then
        return false
    end
    local received = ngx.now()
    local terms = terms_of(state, status, headers, received)
    local length = tonumber(headers["content-length"])
    if not terms or length and length > largest then
        return false
    end
    state.kept = entry_of(state, status, raw, headers, terms, received)
    state.parts, state.size, state.length = {}, 0, length
    return seconds_of(state.kept) > 0
end

-- Fields that are for this hop alone (RFC 9110 section 7.6.1), or between the origin and its gateways.
local function strip(raw, connection)
    local header, listed = ngx.header, fields.listed(connection)
    for name in pairs(raw) do
        local small = name:lower()
        if small == "cache-tag" or small == "cache-invalidate" or listed[small] and small ~= "connection" then
            header[name] = nil
        end
    end
end

local function take_new(state, status, raw, headers)
    local is_kept = state.method == "GET" and not state.passes and begin_keeping(state, status, raw, headers)
    if not is_kept then
        state.parts = nil
        if state.flight and status < 500 then
            flight.part(state.key)
        end
    end
    if not state.is_safe and status >= 200 and status < 400 then
        invalidation.forget(state.key, headers)
    end
    local upstream_status = one_line(headers["cache-status"])
    ngx.header["Cache-Status"] = cache_status.forwarded(upstream_status, state.why, nil, is_kept, state.collapsed)
end

-- The header filter.
_M.take_header = guarded(function()
    if answer.is_sending() then
        return
    end
    local state = ngx.ctx.cache
    if not state then
        return
    end
    local raw = ngx.resp.get_headers(0, true)
    local headers, status = fields.by_lower_name(raw), ngx.status
    headers.connection = ngx.var.upstream_http_connection
    if headers["cache-invalidate"] then
        invalidation.note(headers["cache-invalidate"])
    end
    if status ~= 101 then
        strip(raw, headers.connection)
    end
    if state.validates and status == 304 then
        return freshen(state, raw, headers)
    end
    if state.body and FAILED[status] and reuse.for_error(state.entry, ngx.now()) then
        return replace(state, state.entry, raw, status)
    end
    return take_new(state, status, raw, headers)
end)

local function land(state)
    if state.flight then
        flight.land(state.key)
        state.flight = nil
    end
end

local function add_part(state, part, is_last)
    state.size = state.size + #part
    if state.size > largest then
        state.parts = nil
        if state.flight then
            flight.part(state.key)
        end
        return
    end
    state.parts[#state.parts + 1] = part
    -- Before the client has all of it, who may ask again at once. Without a length nginx says that it was the last only
    -- of what came whole.
    if state.length and state.size == state.length or not state.length and is_last then
        keep(state, state.kept, table.concat(state.parts))
        state.parts = nil
        land(state)
    end
end

-- The body filter.
_M.take_body = guarded(function()
    if answer.is_sending() then
        return
    end
    local state = ngx.ctx.cache
    if not state then
        return
    end
    local arg = ngx.arg
    local is_last = arg[2]
    if state.content then
        arg[1] = state.content
        state.content = ""
    elseif state.parts then
        add_part(state, arg[1], is_last)
    end
    if is_last then
        land(state)
    end
end)

-- At the request's end, however it came about.
_M.finish = guarded(function()
    local key = ngx.var.banyan_flight
    local state = key ~= "" and ngx.ctx.cache
    if state then
        land(state)
    end
end)

return _M
