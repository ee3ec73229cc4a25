-- The way of a request through the cache, up to where it goes to the origin.

local answer = require("banyan.cache.answer")
local cache_status = require("banyan.cache.cache_status")
local counts = require("banyan.cache.counts")
local fetch = require("banyan.cache.fetch")
local flight = require("banyan.cache.flight")
local keeping = require("banyan.cache.keeping")
local requests = require("banyan.cache.request")
local reuse = require("banyan.cache.reuse")
local store = require("banyan.cache.store")
local routes = require("banyan.routes")
local switches = require("banyan.switches")
local guarded = require("banyan.core.guarded")

local _M = {}

local var, now_of = ngx.var, ngx.now

local function request_headers()
    return ngx.req.get_headers(0)
end

-- nil if there is none, or none for a request with credentials.
local function find(key, request)
    local entry = store.find(key, request_headers)
    if entry and request.authorization and not entry.shared then
        return nil
    end
    return entry
end

local function count(route, outcome)
    if route then
        counts.add(route.name, outcome)
    end
end

-- Whether it was: the body may have been evicted.
local function send(entry, request, now, told)
    local body = store.body(entry)
    if body then
        answer.send(entry, request, body, now, told)
    end
    return body ~= nil
end

-- The client has its answer. It is not kept waiting by this, only its connection's next request is.
local function refresh(state)
    ngx.eof()
    if not (state.route and switches.origin_is_off(state.route.name)) and flight.start(state.key) then
        fetch.beside(state)
    end
end

-- An origin that takes so long has failed as well as one that says so: no pile-up before it, where that can be helped.
local function send_for_error(state)
    local entry, now = state.entry, now_of()
    local body = entry and reuse.for_error(entry, now) and store.body(entry)
    if not body then
        return false
    end
    answer.send(entry, state.request, body, now, cache_status.forwarded(entry.upstream_status, "stale"))
    count(state.route, "stale")
    return true
end

-- What another's flight has brought for this request too.
local function send_collapsed(state, entry, now)
    local told = cache_status.forwarded(entry.upstream_status, state.why, nil, false, true)
    local is_sent = send(entry, state.request, now, told)
    if is_sent then
        count(state.route, "miss")
    end
    return is_sent
end

-- Whether the entry of another's flight was sent; if not, this request has to fetch, as `state` then says.
local function join(state, began)
    local deadline = flight.deadline()
    repeat
        if flight.start(state.key) then
            state.flight = true
            return false
        end
        state.collapsed = true
        flight.await(state.key, deadline)
        local now = now_of()
        local entry = find(state.key, state.request)
        if entry and reuse.judge(entry, state.request, now, began) and send_collapsed(state, entry, now) then
            return true
        end
        state.entry = entry
        local failure = state.route and keeping.failure_since(state.key, began)
        if failure and (send_for_error(state) or send_collapsed(state, failure, now)) then
            return true
        end
    until now >= deadline or flight.goes_alone(state.key)
    return now_of() >= deadline and send_for_error(state)
end

-- Whoever asks whether his own still holds gets no body, so the answer would not be kept on its way to him.
local function fill_for_condition(state, began)
    local request = state.request
    if not (state.flight and state.route and (request.none_match or request.modified_since)) then
        return false
    end
    fetch.beside(state)
    state.flight = nil
    local now = now_of()
    local entry = find(state.key, request)
    if not entry or not reuse.judge(entry, request, now, began) then
        return false
    end
    local is_sent = send(entry, request, now, cache_status.forwarded(entry.upstream_status, state.why, nil, true))
    if is_sent then
        count(state.route, "miss")
    end
    return is_sent
end

-- What is asked for in part, or only if it is new, is for one client where nothing is there to compare.
local function may_wait(state)
    local request = state.request
    return state.method == "GET" and not flight.goes_alone(state.key)
        and (state.entry or state.route or not (request.range or request.none_match or request.modified_since))
end

-- RFC 9211 section 2.2.
local function reason(entry, now)
    if not entry then
        return "uri-miss"
    end
    return reuse.judge(entry, requests.PLAIN, now) == "fresh" and "request" or "stale"
end

-- The origin is not to be asked (checklist 83).
local function answer_alone(state)
    if send_for_error(state) then
        return ngx.exit(ngx.HTTP_OK)
    end
    count(state.route, "miss")
    return ngx.exit(ngx.HTTP_SERVICE_UNAVAILABLE)
end

local function miss(state, began)
    if state.route and switches.origin_is_off(state.route.name) then
        return answer_alone(state)
    end
    if state.request.only_if_cached then
        count(state.route, "miss")
        return ngx.exit(ngx.HTTP_GATEWAY_TIMEOUT)
    end
    state.why = reason(state.entry, began)
    if may_wait(state) and (join(state, began) or fill_for_condition(state, began)) then
        return ngx.exit(ngx.HTTP_OK)
    end
    return fetch.prepare(state)
end

local function look_up(state)
    local request, now = state.request, now_of()
    local entry = find(state.key, request)
    local verdict = entry and reuse.judge(entry, request, now)
    state.entry = entry
    if not verdict or not send(entry, request, now) then
        return miss(state, now)
    end
    if verdict == "stale" then
        count(state.route, "stale")
        state.why = "stale"
        refresh(state)
    else
        count(state.route, "hit")
    end
    return ngx.exit(ngx.HTTP_OK)
end

local function pass(state, why)
    state.passes, state.why = true, why
    return fetch.prepare(state)
end

local function particulars()
    return var.banyan_particulars == "" and requests.PLAIN or requests.read()
end

-- In the access phase: answers, or lets the request go to an origin that only its headers tell about.
_M.look_up = guarded(function()
    local state = { key = var.banyan_origin .. var.request_uri, method = ngx.req.get_method() }
    if state.method ~= "GET" and state.method ~= "HEAD" then
        state.request = requests.PLAIN
        return pass(state, "method")
    end
    state.request = particulars()
    if state.request.passes then
        return pass(state, "bypass")
    end
    return look_up(state)
end)

local function says_who_asks(route)
    local fields = route.passes_by
    for index = 1, #fields do
        if var[fields[index]] then
            return true
        end
    end
    return false
end

-- The same for a cached route of the site (banyan.site).
_M.look_up_route = guarded(function()
    local route = routes.by_number(tonumber(var.args))
    local target = routes.target(route, var.request_uri)
    local state = {
        key = var.banyan_origin .. target, method = ngx.req.get_method(), request = particulars(), route = route,
        target = target,
    }
    if state.request.passes or says_who_asks(route) or switches.bypasses(route.name) then
        count(route, "bypass")
        return pass(state, "bypass")
    end
    return look_up(state)
end)

return _M
