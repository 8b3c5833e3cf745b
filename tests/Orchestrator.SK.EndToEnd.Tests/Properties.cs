// The product runs checks with bubblewrap and answers to signals: these tests are for systems of that kind.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
