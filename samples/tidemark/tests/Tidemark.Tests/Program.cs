using Tidemark.Tests;

// The only argument is the repository's root; without one it is the nearest folder above that has specs.
var root = args is [var given] ? given : RepositoryRoot.Find(AppContext.BaseDirectory);
var tests = TestCase.All(typeof(TestCase).Assembly);

var failures = tests.Select(test => test.Run()).OfType<string>().Concat(SpecCoverage.Faults(root, tests)).ToList();
failures.ForEach(Console.WriteLine);
Console.WriteLine($"{tests.Count} tests, {failures.Count} failures");
return failures.Count == 0 ? 0 : 1;
