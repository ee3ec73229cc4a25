-- An answer on its way from the origin: passed on as it comes, and kept on the way.

local answer = require("banyan.cache.answer")
local cache_control = require("banyan.cache.cache_control")
local cache_status = require("banyan.cache.cache_status")
local counts = require("banyan.cache.counts")
local fields = require("banyan.cache.fields")
local flight = require("banyan.cache.flight")
local invalidation = require("banyan.cache.invalidation")
local keeping = require("banyan.cache.keeping")
local reuse = require("banyan.cache.reuse")
local guarded = require("banyan.core.guarded")
local interim = require("banyan.core.interim")

local _M = {}

-- RFC 5861 section 4.
local FAILED = { [500] = true, [502] = true, [503] = true, [504] = true }

local largest = 1024 * 1024

function _M.configure(largest_object)
    largest = largest_object
end

local function count(state, outcome)
    if state.route and not state.passes then
        counts.add(state.route.name, outcome)
    end
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
    if is_another(fields.first(headers.etag), entry) then
        return replace(state, entry, raw, 304)
    end
    local merged = fields.updated(entry.fields, raw)
    local by_name = fields.by_lower_name(merged)
    by_name.age = headers.age
    by_name["cache-tag"] = headers["cache-tag"]
    local terms = keeping.terms(state, entry.status, by_name, received)
    local updated = keeping.entry(state, entry.status, merged, by_name, terms or entry, received)
    updated.size, updated.body_id = entry.size, entry.body_id
    updated.tags = updated.tags or entry.tags
    if terms then
        keeping.keep(state, updated)
    end
    replace(state, updated, raw, 304, terms ~= nil)
end

-- What was asked for in part, or on a condition, has other answers than the whole.
local function is_of_the_whole(request, status)
    return status == 200 or not (request.range or request.none_match or request.modified_since)
end

local function begin(state, entry, length)
    state.kept = entry
    state.parts, state.length = {}, length
    return true
end

local function begin_keeping(state, status, raw, headers)
    local length = tonumber(headers["content-length"])
    if state.method ~= "GET" or state.passes or length and length > largest then
        return false
    end
    local received = ngx.now()
    local terms = is_of_the_whole(state.request, status) and keeping.terms(state, status, headers, received)
    local entry = terms and keeping.entry(state, status, raw, headers, terms, received)
    return entry and keeping.is_worth_it(entry) and begin(state, entry, length) or false
end

local function is_for_all(headers)
    return not headers["set-cookie"] and not headers.vary
        and not cache_control.parse(headers["cache-control"]).private
end

-- Those who wait for a route's answer get its failure too, or they would fail one after the other.
local function begin_sharing(state, status, raw, headers)
    if state.flight and state.route and FAILED[status] and is_for_all(headers) then
        state.is_failure = begin(state, keeping.failure(state, status, raw, headers),
            tonumber(headers["content-length"]))
    end
end

-- Fields that are for this hop alone (RFC 9110 section 7.6.1), or between the origin and its gateways.
local function strip(state, raw, connection)
    local header, listed = ngx.header, fields.listed(connection)
    for name in pairs(raw) do
        local small = name:lower()
        if small == "cache-tag" or small == "cache-invalidate" or state.route and small == "cdn-cache-control"
            or listed[small] and small ~= "connection" then
            header[name] = nil
        end
    end
end

local function take_new(state, status, raw, headers)
    local is_kept = begin_keeping(state, status, raw, headers)
    if not is_kept then
        begin_sharing(state, status, raw, headers)
        if state.flight and not state.is_failure and (state.route or status < 500) then
            flight.part(state.flight)
        end
    end
    if not state.is_safe and status >= 200 and status < 400 then
        invalidation.forget(state.key, headers)
    end
    local upstream_status = fields.one_line(headers["cache-status"])
    ngx.header["Cache-Status"] = cache_status.forwarded(upstream_status, state.why, nil, is_kept, state.collapsed)
end

-- Of the answer that nginx calls its filters for; nil if it does not come from the origin.
local function state_of()
    return not answer.is_sending() and ngx.ctx.cache or nil
end

-- The header filter.
_M.take_header = guarded(function()
    local state = state_of()
    if not state then
        return
    end
    if interim.refuse() then
        return
    end
    local raw = ngx.resp.get_headers(0, true)
    local headers, status = fields.by_lower_name(raw), ngx.status
    headers.connection = ngx.var.upstream_http_connection
    invalidation.note(headers["cache-invalidate"])
    if status ~= 101 then
        strip(state, raw, headers.connection)
    end
    if state.body and FAILED[status] and reuse.for_error(state.entry, ngx.now()) then
        count(state, "stale")
        if state.flight then
            flight.fail(state.flight)
        end
        return replace(state, state.entry, raw, status)
    end
    count(state, "miss")
    if state.validates and status == 304 then
        return freshen(state, raw, headers)
    end
    return take_new(state, status, raw, headers)
end)

local function land(state)
    if state.flight then
        flight.land(state.flight)
        state.flight = nil
    end
end

local function give_up(state)
    state.parts = nil
    if state.flight then
        flight.part(state.flight)
    end
end

local function add_part(state, part, is_last)
    if state.size > largest then
        return give_up(state)
    end
    state.parts[#state.parts + 1] = part
    -- Before the client has all of it, who may ask again at once. Without a length nginx says that it was the last only
    -- of what came whole.
    if state.length and state.size == state.length or not state.length and is_last then
        local put = state.is_failure and keeping.share_failure or keeping.keep
        put(state, state.kept, table.concat(state.parts))
        state.parts = nil
        land(state)
    end
end

-- The body filter.
_M.take_body = guarded(function()
    local state = state_of()
    if not state then
        return
    end
    local arg = ngx.arg
    local is_last = arg[2]
    if state.content then
        arg[1] = state.content
        state.content = ""
    else
        state.size = (state.size or 0) + #arg[1]
        state.is_too_large = state.is_beside and state.size > largest
        if state.parts then
            add_part(state, arg[1], is_last)
        end
    end
    if state.is_silent or state.is_too_large then
        -- Nobody reads it, so it need not be gathered.
        arg[1] = ""
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
