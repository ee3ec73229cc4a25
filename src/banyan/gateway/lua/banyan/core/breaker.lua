-- Keeps a worker from asking what lately did not answer (banyan.base.Breaker is the same in Python): after some
-- failures in a row nothing is tried for a while, then one trial decides.

local _M = {}

local FAILURES, COOL_DOWN = 3, 1

local Breaker = {}
Breaker.__index = Breaker

function _M.new()
    return setmetatable({ in_a_row = 0 }, Breaker)
end

-- Whether to try now. A trial that never reports is followed by another after a cool-down.
function Breaker:allows()
    if not self.open_until then
        return true
    end
    local now = ngx.now()
    if now < self.open_until then
        return false
    end
    self.trying, self.open_until = true, now + COOL_DOWN
    return true
end

function Breaker:succeeded()
    if self.trying or not self.open_until then
        self.trying, self.open_until, self.in_a_row = false, nil, 0
    end
end

function Breaker:failed()
    -- What was begun before it opened says nothing new.
    if self.open_until and not self.trying then
        return
    end
    self.in_a_row = self.in_a_row + 1
    if self.trying or self.in_a_row >= FAILURES then
        self.trying, self.open_until = false, ngx.now() + COOL_DOWN
    end
end

return _M
