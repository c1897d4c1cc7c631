package dev.faultline.architecture;

import java.util.List;
import java.util.Set;

/** What product code may not use, where, and what to use instead. Exceptions carry their reason. */
final class Bans {
  /** Where the same seed has to give the same run: the world itself, and what a world runs. */
  private static final Set<String> IN_A_WORLD =
      Set.of(
          "core",
          "disk",
          "group",
          "guard",
          "jvm",
          "link",
          "linkworld",
          "sim",
          "stories",
          "examples");

  private static final Set<String> LIBRARIES =
      Set.of(
          "core",
          "agent",
          "chaos",
          "check",
          "disk",
          "guard",
          "jvm",
          "link",
          "links",
          "linkworld",
          "sim",
          "runtime",
          "explore",
          "report",
          "stories");

  static final Ban WALL_CLOCK =
      new Ban(
          "wall clock",
          "read the node's clock from Env, or the world's simulated time",
          Set.of(
              "core",
              "check",
              "disk",
              "group",
              "guard",
              "jvm",
              "link",
              "linkworld",
              "sim",
              "stories",
              "examples"),
          List.of(
              "java.lang.System.nanoTime",
              "java.lang.System.currentTimeMillis",
              "java.time.Instant.now",
              "java.time.LocalDate.now",
              "java.time.LocalTime.now",
              "java.time.LocalDateTime.now",
              "java.time.OffsetDateTime.now",
              "java.time.ZonedDateTime.now",
              "java.time.Year.now",
              "java.time.Clock.systemUTC",
              "java.time.Clock.systemDefaultZone",
              "java.time.Clock.system",
              "java.time.InstantSource.system",
              "java.util.Date.<init>()",
              "java.util.Calendar.getInstance"),
          List.of(
              new Ban.Allowance(
                  "dev.faultline.check.engine.Meter",
                  "a budget in time ends a search, which runs outside of any world, with Unknown"),
              new Ban.Allowance(
                  "dev.faultline.sim.run.RealUse",
                  "how long a world took for real tells whether it may have waited for real; no"
                      + " decision or trace depends on it"),
              new Ban.Allowance(
                  "dev.faultline.guard.time.TimeSources",
                  "it compares the machine's own two clocks, for services; worlds have"
                      + " Env.clock().reading()")));

  static final Ban UNSEEDED_RANDOMNESS =
      new Ban(
          "unseeded randomness",
          "draw it from the Adversary, or from the Env's random, or from a seed that is printed",
          Set.of(
              "core",
              "agent",
              "check",
              "disk",
              "group",
              "guard",
              "jvm",
              "link",
              "linkworld",
              "sim",
              "explore",
              "report",
              "stories",
              "examples"),
          List.of(
              "java.lang.Math.random",
              "java.util.Random.<init>()",
              "java.util.SplittableRandom.<init>()",
              "java.util.concurrent.ThreadLocalRandom.",
              "java.util.UUID.randomUUID",
              "java.security.SecureRandom.",
              "java.util.random.RandomGenerator.getDefault",
              "java.util.random.RandomGenerator.of",
              "java.util.Collections.shuffle(java.util.List)"));

  static final Ban UNORDERED_COLLECTIONS =
      new Ban(
          "collection without an order",
          "use LinkedHashMap, LinkedHashSet, TreeMap, EnumMap, a List or an array",
          IN_A_WORLD,
          List.of(
              "java.util.HashMap.",
              "java.util.HashSet.",
              "java.util.Hashtable.",
              "java.util.IdentityHashMap.",
              "java.util.WeakHashMap.",
              "java.util.concurrent.ConcurrentHashMap.",
              "java.util.Map.of",
              "java.util.Map.ofEntries",
              "java.util.Map.copyOf",
              "java.util.Set.of",
              "java.util.Set.copyOf",
              "java.util.stream.Collectors.toSet",
              "java.util.stream.Collectors.toUnmodifiableSet",
              "java.util.stream.Collectors.toUnmodifiableMap",
              "java.util.stream.Collectors.toConcurrentMap",
              "java.util.stream.Collectors.partitioningBy",
              "java.util.stream.Collectors.toMap(java.util.function.Function,"
                  + " java.util.function.Function)",
              "java.util.stream.Collectors.toMap(java.util.function.Function,"
                  + " java.util.function.Function, java.util.function.BinaryOperator)",
              "java.util.stream.Collectors.groupingBy(java.util.function.Function)",
              "java.util.stream.Collectors.groupingBy(java.util.function.Function,"
                  + " java.util.stream.Collector)"),
          List.of(
              new Ban.Allowance(
                  "dev.faultline.examples.races.Singletons$OneCall",
                  "its race is about this map, of which one key is looked up and none is walked"),
              new Ban.Allowance(
                  "dev.faultline.examples.races.Singletons$CheckThenAct",
                  "its race is about this map, of which one key is looked up and none is walked"),
              new Ban.Allowance(
                  "dev.faultline.jvm.ClassPath",
                  "carriers share it; keys are looked up, and none is walked"),
              new Ban.Allowance(
                  "dev.faultline.jvm.NodeLoader",
                  "threads share it; keys are looked up, and none is walked")));

  static final Ban IDENTITY_HASHES =
      new Ban(
          "hash that differs from JVM to JVM",
          "compare or mix fields that have a defined value, as TraceHash does",
          IN_A_WORLD,
          List.of(
              "java.lang.System.identityHashCode",
              "java.lang.Object.hashCode",
              "java.lang.Enum.hashCode",
              "java.lang.Record.hashCode",
              "java.util.Objects.hash",
              "java.util.Objects.hashCode"));

  static final Ban OWN_THREADS =
      new Ban(
          "thread of its own",
          "let the world schedule it: a handler, a timer, or a blocking node's task",
          Set.of("core", "disk", "group", "guard", "jvm", "link", "linkworld", "sim", "stories"),
          List.of(
              "java.lang.Thread.<init>",
              "java.lang.Thread.start",
              "java.lang.Thread.startVirtualThread",
              "java.lang.Thread.ofVirtual",
              "java.lang.Thread.ofPlatform",
              "java.lang.Thread.sleep",
              "java.util.Timer.",
              "java.util.concurrent.Executors.",
              "java.util.concurrent.ThreadPoolExecutor.",
              "java.util.concurrent.ScheduledThreadPoolExecutor.",
              "java.util.concurrent.ForkJoinPool.",
              "java.util.concurrent.CompletableFuture.runAsync",
              "java.util.concurrent.CompletableFuture.supplyAsync",
              "*.parallelStream",
              "*.parallel"),
          List.of(
              new Ban.Allowance(
                  "dev.faultline.disk.ace.AceRun",
                  "a subject that hangs after a crash is told by the clock, and given up; it runs"
                      + " outside of any world"),
              new Ban.Allowance(
                  "dev.faultline.disk.crash.Checks",
                  "a check that hangs is told by the clock, and given up; it runs outside of any"
                      + " world"),
              new Ban.Allowance(
                  "dev.faultline.sim.node.SimBlockingEnv",
                  "its executors have virtual threads of the node, which the world schedules")));

  static final Ban SURROUNDINGS =
      new Ban(
          "the machine's settings",
          "make it an option of the world, so that a replay carries it",
          Set.of("core", "disk", "group", "guard", "jvm", "link", "linkworld", "sim", "stories"),
          List.of(
              "java.lang.System.getenv",
              "java.lang.System.getProperty",
              "java.lang.Boolean.getBoolean",
              "java.lang.Integer.getInteger",
              "java.lang.Long.getLong",
              "java.util.Locale.getDefault",
              "java.util.TimeZone.getDefault",
              "java.time.ZoneId.systemDefault",
              "java.lang.Runtime.availableProcessors"),
          List.of(
              new Ban.Allowance(
                  "dev.faultline.jvm.SystemProperties",
                  "a program hears which Java runs it, as its trace does by what that does"),
              new Ban.Allowance(
                  "dev.faultline.guard.time.Adjtimex",
                  "it asks whether this system has the call at all, for services")));

  static final Ban TERMINAL =
      new Ban(
          "the terminal",
          "return or throw it, and let the command line print and exit",
          LIBRARIES,
          List.of(
              "java.lang.System.out",
              "java.lang.System.err",
              "java.lang.System.exit",
              "java.lang.Runtime.exit",
              "java.lang.Runtime.halt",
              "java.lang.Throwable.printStackTrace()"),
          List.of(
              new Ban.Allowance(
                  "dev.faultline.chaos.plan.MemoryTaker",
                  "it is a process of its own, which says on its pipe that it has taken all")));

  static final List<Ban> ALL =
      List.of(
          WALL_CLOCK,
          UNSEEDED_RANDOMNESS,
          UNORDERED_COLLECTIONS,
          IDENTITY_HASHES,
          OWN_THREADS,
          SURROUNDINGS,
          TERMINAL);

  private Bans() {}
}
