-- The app nodes' pages of metrics and the gateway's own as one, in Prometheus' text format (version 0.0.4): a metric is
-- described once, then come its samples: the gateway's, and those from every node, which carry the node's name.

local counts = require("banyan.cache.counts")
local positions = require("banyan.cache.positions")
local second_level = require("banyan.cache.second_level")

local _M = {}

local cache = ngx.shared.banyan_cache

local function new_page()
    return { order = {}, metrics = {} }
end

local function metric_of(page, name)
    local metric = page.metrics[name]
    if not metric then
        metric = { description = {}, samples = {} }
        page.metrics[name] = metric
        page.order[#page.order + 1] = name
    end
    return metric
end

-- In the text of one node every metric's samples follow its HELP and TYPE.
local function add(page, text)
    local metric, is_new
    for line in text:gmatch("[^\n]+") do
        local name = line:match("^# %u+ (%S+)")
        if name and (not metric or page.metrics[name] ~= metric) then
            is_new = not page.metrics[name]
            metric = metric_of(page, name)
        end
        if not name and metric then
            metric.samples[#metric.samples + 1] = line
        elseif name and is_new then
            metric.description[#metric.description + 1] = line
        end
    end
end

local function print_page(page)
    ngx.header["Content-Type"] = "text/plain; version=0.0.4; charset=utf-8"
    for _, name in ipairs(page.order) do
        local metric = page.metrics[name]
        ngx.say(table.concat(metric.description, "\n"))
        if #metric.samples > 0 then
            ngx.say(table.concat(metric.samples, "\n"))
        end
    end
end

local function add_own(page, name, kind, help)
    local metric = metric_of(page, name)
    metric.description = { "# HELP " .. name .. " " .. help, "# TYPE " .. name .. " " .. kind }
    return metric.samples
end

local function add_gauge(page, name, value, help)
    add_own(page, name, "gauge", help)[1] = ("%s %d"):format(name, value)
end

-- As an app without a gateway counts them (banyan.edge.cache_counts).
local function add_requests(page)
    local help = "Requests to cached routes: hit; stale, shown while a new one was fetched or none could be had; miss; "
        .. "and bypass, those that the cache has no part in."
    local samples = add_own(page, "http_cache_requests_total", "counter", help)
    for index, each in ipairs(counts.all()) do
        samples[index] = ('http_cache_requests_total{route="%s",outcome="%s"} %d'):format(unpack(each))
    end
end

local function add_gateway(page)
    add_requests(page)
    add_gauge(page, "banyan_gateway_cache_capacity_bytes", cache:capacity(), "The gateway's memory for cached answers.")
    add_gauge(page, "banyan_gateway_cache_free_bytes", cache:free_space(), "Of that, what nothing has been put in yet.")
    add_gauge(page, "banyan_gateway_position_applied", positions.applied(),
        "The position in the log of invalidations up to which the gateway knows all; -1: none.")
    add_gauge(page, "banyan_gateway_position_newest", positions.newest(),
        "The highest position that the gateway has heard of; -1: none.")
    local help = "Look-ups and writes at which the gateway's Redis failed."
    add_own(page, "banyan_gateway_redis_errors_total", "counter", help)[1] =
        "banyan_gateway_redis_errors_total " .. second_level.errors()
end

local function ask_all(nodes)
    if nodes == 0 then
        return {}
    end
    local requests = {}
    for number = 1, nodes do
        requests[number] = { "/.banyan/node/" .. number .. "/metrics" }
    end
    return { ngx.location.capture_multi(requests) }
end

-- A node that does not answer is left out, and told by banyan_node_up: the others' figures still come.
function _M.answer(nodes)
    local page = new_page()
    local up = metric_of(page, "banyan_node_up")
    up.description = {
        "# HELP banyan_node_up Whether an app node answered with its metrics, by its number in the upstreams.",
        "# TYPE banyan_node_up gauge",
    }
    add_gateway(page)
    for number, answer in ipairs(ask_all(nodes)) do
        local is_up = answer.status == 200 and not answer.truncated
        if is_up then
            add(page, answer.body)
        end
        up.samples[#up.samples + 1] = ('banyan_node_up{upstream="%d"} %d'):format(number, is_up and 1 or 0)
    end
    print_page(page)
end

return _M
