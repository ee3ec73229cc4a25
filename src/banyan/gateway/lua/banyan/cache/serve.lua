-- The way of a request through the cache, up to where it goes to the origin.

local answer = require("banyan.cache.answer")
local cache_status = require("banyan.cache.cache_status")
local counts = require("banyan.cache.counts")
local fetch = require("banyan.cache.fetch")
local lookup = require("banyan.cache.lookup")
local page = require("banyan.cache.page")
local refresh = require("banyan.cache.refresh")
local requests = require("banyan.cache.request")
local routes = require("banyan.routes")
local switches = require("banyan.switches")
local plain = require("banyan.core.plain")
local guarded = require("banyan.core.guarded")

local _M = {}

local var = ngx.var

local function count(route, outcome)
    if route then
        counts.add(route.name, outcome)
    end
end

local function is_off(route)
    return route and switches.origin_is_off(route.name)
end

local function send(state, entry, body, told, outcome)
    answer.send(entry, state.request, body, ngx.now(), told)
    count(state.route, outcome)
    return ngx.exit(ngx.HTTP_OK)
end

local function refuse(state, status)
    count(state.route, "miss")
    return ngx.exit(status)
end

-- The origin is not to be asked (checklist 83).
local function answer_alone(state)
    local entry, body, told = lookup.instead(state)
    if body then
        return send(state, entry, body, told, "stale")
    end
    return refuse(state, ngx.HTTP_SERVICE_UNAVAILABLE)
end

-- Whoever asks whether his own still holds gets no body, so the answer would not be kept on its way to him.
local function filled_for_condition(state, began)
    local request = state.request
    if not (state.flight and state.route and (request.none_match or request.modified_since)) then
        return nil
    end
    fetch.beside(state, false)
    local entry, body = lookup.in_store(state, began)
    if body then
        return entry, body, cache_status.forwarded(entry.upstream_status, "uri-miss", nil, true), "miss"
    end
end

local function miss(state, began)
    if is_off(state.route) then
        return answer_alone(state)
    end
    if state.request.only_if_cached then
        return refuse(state, ngx.HTTP_GATEWAY_TIMEOUT)
    end
    local entry, body, told, outcome = lookup.by_flight(state, began)
    if not body then
        entry, body, told, outcome = filled_for_condition(state, began)
    end
    if body then
        return send(state, entry, body, told, outcome)
    end
    return fetch.prepare(state)
end

local function look_up(state)
    local now = ngx.now()
    local entry, body, verdict = lookup.in_store(state, now)
    if not body then
        return miss(state, now)
    end
    if verdict == "stale" then
        plain.go_on()
    end
    answer.send(entry, state.request, body, now)
    if verdict == "stale" then
        count(state.route, "stale")
        refresh.after_answer({ state })
    else
        count(state.route, "hit")
    end
    return ngx.exit(ngx.HTTP_OK)
end

-- None of the cache's business, neither to answer nor to keep.
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

local function passes(route, request)
    return request.passes or routes.is_passed_by(route) or switches.bypasses(route.name)
end

-- In the rewrite phase: answers a request to a cached route of the site where that takes no more than a fresh entry.
-- Otherwise it returns, and nothing has been done.
function _M.answer_hit(route)
    local request = particulars()
    if passes(route, request) then
        return
    end
    local state, now = routes.state(route, var.request_uri, request), ngx.now()
    if route.includes then
        return page.answer_hit(state) and ngx.exit(ngx.HTTP_OK)
    end
    local entry, body, verdict = lookup.in_store(state, now)
    if verdict == "fresh" then
        answer.send(entry, request, body, now)
        count(route, "hit")
        return ngx.exit(ngx.HTTP_OK)
    end
end

-- In the access phase: the same for a cached route of the site (banyan.site).
_M.look_up_route = guarded(function()
    local route = routes.by_number(tonumber(var.args))
    local state = routes.state(route, var.request_uri, particulars())
    state.method = ngx.req.get_method()
    state.passes = passes(route, state.request)
    if route.includes then
        return page.answer(state)
    end
    if state.passes then
        count(route, "bypass")
        return pass(state, "bypass")
    end
    return look_up(state)
end)

return _M
