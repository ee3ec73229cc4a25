// Runs the suite's own client against a gateway (its address is the argument) and prints what came of each test that can
// run at a proxy, as the suite itself judges it: [{id, suite, name, kind, result, detail}, …].

import fetch from 'node-fetch'
import { getResults, runTests } from 'http-cache-tests/client/runner.mjs'
import { determineTestResult } from 'http-cache-tests/lib/display.mjs'
import suites from 'http-cache-tests/tests/index.mjs'

await runTests(suites, fetch, false, process.argv[2])
const results = getResults()
const told = suites.flatMap(suite => suite.tests.filter(test => !test.browser_only).map(test => ({
  id: test.id,
  suite: suite.name,
  name: test.name,
  kind: test.kind ?? 'required',
  result: determineTestResult(suites, test.id, results)[2],
  detail: results[test.id] === true ? '' : String(results[test.id]?.[1] ?? '')
})))
console.log(JSON.stringify(told))
