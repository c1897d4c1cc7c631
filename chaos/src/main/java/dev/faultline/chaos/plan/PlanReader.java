package dev.faultline.chaos.plan;

import dev.faultline.chaos.ProxySpec;
import dev.faultline.chaos.monkey.process.Finder;
import dev.faultline.chaos.yaml.YamlException;
import dev.faultline.chaos.yaml.YamlValue;
import dev.faultline.core.plan.Selector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads a plan from YAML. Every error is reported as a {@link PlanException} with file, line and
 * column.
 */
public final class PlanReader {
  static final Set<String> PLAN =
      Set.of(
          "name", "seed", "limit", "targets", "proxies", "load", "steady", "stop", "phases",
          "quiet", "checks");
  static final Set<String> TARGET =
      Set.of("name", "roles", "start", "find", "pods", "primary", "disk");
  static final Set<String> DISK = Set.of("at", "source");
  static final Set<String> START = Set.of("command", "environment", "ready", "within");
  static final Set<String> PROXY = Set.of("name", "listen", "upstream", "from", "to");
  static final Set<String> PHASE = Set.of("name", "duration", "until", "faults", "run");
  static final Set<String> QUIET = Set.of("limit", "until");
  static final Set<String> HISTORY = Set.of("history", "model", "level");

  private static final Duration READY_WITHIN = Duration.ofSeconds(30);
  private static final Plan.Quiet NO_QUIET = new Plan.Quiet(Duration.ofSeconds(1), List.of());

  private final Path folder;

  private PlanReader(Path folder) {
    this.folder = folder;
  }

  /** Reads a plan from a file. */
  public static Plan read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new PlanException("there is no file " + file, e);
    } catch (IOException e) {
      throw new PlanException(file + " cannot be read: " + e.getMessage(), e);
    }
    return parse(file.toString(), file.toAbsolutePath().resolveSibling(""), text);
  }

  /**
   * Reads a plan from a text.
   *
   * @param file the name of the file in messages
   * @param folder the folder to which paths are relative
   */
  public static Plan parse(String file, Path folder, String text) {
    try {
      return new PlanReader(folder).plan(YamlValue.parse(file, text, "a plan"));
    } catch (PlanException e) {
      throw e;
    } catch (YamlException e) {
      throw new PlanException(String.valueOf(e.getMessage()), e);
    }
  }

  private Plan plan(YamlValue root) {
    Map<String, YamlValue> fields = root.fields(PLAN);
    List<Target> targets = named(fields, "targets", this::target, Target::name);
    List<PlanProxy> proxies =
        named(fields, "proxies", value -> proxy(value, targets), PlanProxy::name);
    FaultReader faults = new FaultReader(targets, proxies);
    int limit =
        YamlValue.in(fields, "limit")
            .map(value -> (int) value.whole(1, 10_000))
            .orElse(Selector.MINORITY.of(targets.size()));
    List<Probe> steady = ProbeReader.list(YamlValue.in(fields, "steady"));
    List<Probe> stop = ProbeReader.list(YamlValue.in(fields, "stop"));
    Plan.Quiet quiet = YamlValue.in(fields, "quiet").map(PlanReader::quiet).orElse(NO_QUIET);
    List<FinalCheck> checks =
        YamlValue.in(fields, "checks").map(YamlValue::list).orElse(List.of()).stream()
            .map(this::check)
            .toList();
    List<Phase> phases = phases(root, fields, targets, faults, limit);
    return new Plan(
        root.required(fields, "name").name(),
        folder,
        YamlValue.in(fields, "seed")
            .map(value -> OptionalLong.of(value.whole(Long.MIN_VALUE, Long.MAX_VALUE)))
            .orElse(OptionalLong.empty()),
        limit,
        targets,
        proxies,
        YamlValue.in(fields, "load").map(YamlValue::text),
        steady,
        stop,
        phases,
        quiet,
        checks);
  }

  private static List<Phase> phases(
      YamlValue root,
      Map<String, YamlValue> fields,
      List<Target> targets,
      FaultReader faults,
      int limit) {
    List<Phase> phases = new ArrayList<>();
    int dead = 0;
    for (YamlValue value : root.required(fields, "phases").list()) {
      Phase phase = phase(value, faults);
      Nobody.refuse(targets, phase.faults());
      int struck =
          Math.min(targets.size(), dead + StruckTargets.struckAtOnce(targets, phase.faults()));
      dead += StruckTargets.leftDead(targets, phase.faults());
      if (struck > limit) {
        throw value.wrong(
            "phase '%s' may have %d targets under faults at once, expected at most the limit, %d%s"
                .formatted(
                    phase.name(),
                    struck,
                    limit,
                    fields.containsKey("limit") ? "" : "; set 'limit' to allow more"));
      }
      phases.add(phase);
    }
    if (phases.isEmpty()) {
      throw root.required(fields, "phases").wrong("there is no phase, expected at least one");
    }
    return phases;
  }

  private interface Read<T> {
    T of(YamlValue value);
  }

  private interface Name<T> {
    String of(T value);
  }

  private static <T> List<T> named(
      Map<String, YamlValue> fields, String key, Read<T> read, Name<T> name) {
    Map<String, T> all = new TreeMap<>();
    List<T> list = new ArrayList<>();
    for (YamlValue value : YamlValue.in(fields, key).map(YamlValue::list).orElse(List.of())) {
      T one = read.of(value);
      if (all.put(name.of(one), one) != null) {
        throw value.wrong("'" + name.of(one) + "' is there twice in " + key);
      }
      list.add(one);
    }
    return list;
  }

  private Target target(YamlValue value) {
    Map<String, YamlValue> fields = value.fields(TARGET);
    long sources = Stream.of("start", "find", "pods").filter(fields::containsKey).count();
    if (sources != 1) {
      throw value.wrong("a target has to have one of start, find and pods, and has " + sources);
    }
    if (fields.containsKey("pods") && fields.containsKey("disk")) {
      throw value.required(fields, "disk").wrong("pods have no 'disk' here");
    }
    Target.Source source =
        fields.containsKey("start")
            ? started(value.required(fields, "start"))
            : fields.containsKey("find")
                ? found(value.required(fields, "find"))
                : pods(value.required(fields, "pods"));
    YamlValue name = value.required(fields, "name");
    if (name.name().equals(Processes.LOAD)) {
      throw name.wrong("a target cannot be called 'load', which is the plan's load");
    }
    return new Target(
        value.place(),
        name.name(),
        YamlValue.in(fields, "roles").map(YamlValue::texts).orElse(List.of()),
        source,
        YamlValue.in(fields, "primary").map(ProbeReader::read),
        YamlValue.in(fields, "disk").map(this::disk));
  }

  private Target.Disk disk(YamlValue value) {
    Map<String, YamlValue> fields = value.fields(DISK);
    Path at = folder.resolve(value.required(fields, "at").text()).normalize();
    Optional<Path> source =
        YamlValue.in(fields, "source").map(one -> folder.resolve(one.text()).normalize());
    if (source.isPresent() && at.startsWith(source.get())) {
      throw value.wrong("'at' is in 'source', expected a folder elsewhere");
    }
    return new Target.Disk(at, source);
  }

  private Target.Source found(YamlValue value) {
    return new Target.Found(value.said(() -> Finder.parse(value.text(), folder)));
  }

  private static Target.Source pods(YamlValue value) {
    if (!value.text().matches("[^\\s&?#]+( [^\\s&?#]+)*")) {
      throw value.wrong(
          "'"
              + value.text()
              + "' is not a selector of labels, expected key=value such as app=cart");
    }
    return new Target.OfPods(value.text());
  }

  private static Target.Source started(YamlValue value) {
    Map<String, YamlValue> fields = value.fields(START);
    YamlValue words = value.required(fields, "command");
    List<String> command = words.list().stream().map(YamlValue::word).toList();
    if (command.isEmpty()) {
      throw words.wrong("the command has no words, expected a list of at least one");
    }
    Map<String, String> environment = new TreeMap<>();
    YamlValue.in(fields, "environment")
        .ifPresent(all -> all.fields().forEach((key, one) -> environment.put(key, one.word())));
    return new Target.Started(
        command,
        environment,
        YamlValue.in(fields, "ready").map(ProbeReader::read),
        YamlValue.in(fields, "within").map(YamlValue::duration).orElse(READY_WITHIN));
  }

  private static PlanProxy proxy(YamlValue value, List<Target> targets) {
    Map<String, YamlValue> fields = value.fields(PROXY);
    ProxySpec spec =
        new ProxySpec(
            value.required(fields, "name").name(),
            address(value.required(fields, "listen")),
            address(value.required(fields, "upstream")),
            true,
            List.of());
    return new PlanProxy(spec, end(fields, "from", targets), end(fields, "to", targets));
  }

  private static Optional<String> end(
      Map<String, YamlValue> fields, String key, List<Target> targets) {
    Optional<YamlValue> value = YamlValue.in(fields, key);
    List<String> names = targets.stream().map(Target::name).toList();
    value
        .filter(one -> !names.contains(one.text()))
        .ifPresent(one -> {
          throw one.wrong(
              "there is no target '%s', expected one of %s".formatted(one.text(), names));
        });
    return value.map(YamlValue::text);
  }

  private static String address(YamlValue value) {
    String text = value.text();
    // Port 0 means any free port, and clients could not learn which.
    if (!text.matches("[^\\s:]+:[1-9][0-9]{0,4}")
        || Integer.parseInt(text.substring(text.indexOf(':') + 1)) > 65_535) {
      throw value.wrong(
          "'" + text + "' is not an address, expected HOST:PORT, the port from 1 to 65535");
    }
    return text;
  }

  private static Phase phase(YamlValue value, FaultReader faults) {
    Map<String, YamlValue> fields = value.fields(PHASE);
    List<PlanFault> all = new ArrayList<>();
    for (YamlValue one : YamlValue.in(fields, "faults").map(YamlValue::list).orElse(List.of())) {
      all.add(faults.read(one));
    }
    return new Phase(
        value.place(),
        value.required(fields, "name").text(),
        value.required(fields, "duration").duration(),
        YamlValue.in(fields, "until").map(ProbeReader::read),
        all,
        YamlValue.in(fields, "run").map(YamlValue::texts).orElse(List.of()).stream()
            .map(command -> (Probe) new Probe.Command(command, command))
            .toList());
  }

  private static Plan.Quiet quiet(YamlValue value) {
    Map<String, YamlValue> fields = value.fields(QUIET);
    return new Plan.Quiet(
        value.required(fields, "limit").duration(),
        ProbeReader.list(YamlValue.in(fields, "until")));
  }

  private FinalCheck check(YamlValue value) {
    Map<String, YamlValue> fields = value.fields();
    if (fields.containsKey("sometimes")) {
      value.fields(Set.of("sometimes"));
      return new FinalCheck.Sometimes(
          value.place(), ProbeReader.read(value.required(fields, "sometimes")));
    }
    if (!fields.containsKey("history")) {
      Set<String> known = new TreeSet<>(ProbeReader.KEYS);
      known.addAll(HISTORY);
      known.add("sometimes");
      value.fields(known);
      return new FinalCheck.Holds(value.place(), ProbeReader.read(value, fields));
    }
    value.fields(HISTORY);
    Optional<YamlValue> level = YamlValue.in(fields, "level");
    return new FinalCheck.History(
        value.place(),
        folder.resolve(value.required(fields, "history").text()),
        value.required(fields, "model").text(),
        level.map(YamlValue::text).orElse("linearizable"));
  }
}
