package dev.faultline.chaos.plan;

import dev.faultline.chaos.Protocol;
import dev.faultline.chaos.ProxyException;
import dev.faultline.chaos.ProxySpec;
import dev.faultline.chaos.api.ToxicText;
import dev.faultline.chaos.monkey.process.ProcessFault;
import dev.faultline.chaos.monkey.process.Signal;
import dev.faultline.chaos.toxic.AttributeException;
import dev.faultline.chaos.toxic.Stream;
import dev.faultline.chaos.toxic.ToxicSpec;
import dev.faultline.chaos.yaml.Place;
import dev.faultline.chaos.yaml.YamlValue;
import dev.faultline.core.plan.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the faults of a phase. */
final class FaultReader {
  static final Set<String> PROCESS =
      Set.of(
          "kill",
          "term",
          "signal",
          "pause",
          "slow",
          "clock",
          "partition",
          "delay",
          "by",
          "of",
          "restart",
          "share",
          "offset",
          "rate");
  static final Set<String> ON_DISK = Set.of("disk", "slow", "full", "failing", "restart");
  static final Set<String> ON_PROXY = Set.of("proxy", "toxic", "stream", "attributes", "toxicity");

  private static final List<String> KINDS =
      List.of("kill", "term", "signal", "pause", "slow", "clock", "partition", "delay");

  private static final List<String> FOR_PODS = List.of("kill", "term", "partition", "delay");

  private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,5})(MB|GB)");

  private final List<Target> targets;
  private final List<PlanProxy> proxies;

  FaultReader(List<Target> targets, List<PlanProxy> proxies) {
    this.targets = targets;
    this.proxies = proxies;
  }

  PlanFault read(YamlValue value) {
    Map<String, YamlValue> fields = value.fields();
    if (fields.containsKey("memory")) {
      return memory(value);
    }
    if (fields.containsKey("disk")) {
      return onDisk(value);
    }
    return fields.containsKey("proxy") ? onProxy(value) : onProcesses(value);
  }

  private static PlanFault memory(YamlValue value) {
    YamlValue size = value.required(value.fields(Set.of("memory")), "memory");
    Matcher text = SIZE.matcher(size.text());
    if (!text.matches()) {
      throw size.wrong(
          "'" + size.text() + "' is not a size, expected a number and a unit such as 512MB or 4GB");
    }
    long unit = text.group(2).equals("GB") ? 1L << 30 : 1L << 20;
    return new PlanFault.Memory(value.place(), Long.parseLong(text.group(1)) * unit);
  }

  private PlanFault onDisk(YamlValue value) {
    Map<String, YamlValue> fields = value.fields(ON_DISK);
    YamlValue chosen = value.required(fields, "disk");
    Selector selector = selector(chosen);
    Optional<String> role = role(chosen);
    checkSelects(chosen, selector, role);
    StruckTargets.of(targets, role).stream()
        .filter(target -> target.disk().isEmpty())
        .findFirst()
        .ifPresent(target -> {
          throw chosen.wrong(
              "target '%s' has no disk, expected a 'disk' with 'at' in it"
                  .formatted(target.name()));
        });
    List<DiskFault> all = new ArrayList<>();
    YamlValue.in(fields, "slow").ifPresent(by -> all.add(slowDisk(by)));
    YamlValue.in(fields, "full").ifPresent(full -> all.add(only(full, new DiskFault.Full())));
    YamlValue.in(fields, "failing")
        .ifPresent(failing -> all.add(only(failing, new DiskFault.FailingSyncs())));
    if (all.size() != 1) {
      throw value.wrong(
          "a fault of a disk has to have one of slow, full and failing, and has " + all.size());
    }
    boolean restarts = YamlValue.in(fields, "restart").map(YamlValue::flag).orElse(true);
    return new PlanFault.OnDisk(value.place(), selector, role, all.getFirst(), restarts);
  }

  private static DiskFault slowDisk(YamlValue by) {
    Duration time = by.duration();
    if (time.toMillis() < 1 || time.toMinutes() > 10) {
      throw by.wrong("here is '" + by.text() + "', expected from 1ms to 10m");
    }
    return new DiskFault.Slow(time);
  }

  private static DiskFault only(YamlValue flag, DiskFault fault) {
    if (!flag.flag()) {
      throw flag.wrong("here is 'false', expected true, or no such key");
    }
    return fault;
  }

  private PlanFault onProxy(YamlValue value) {
    Map<String, YamlValue> fields = value.fields(ON_PROXY);
    YamlValue proxy = value.required(fields, "proxy");
    if (proxies.stream().noneMatch(one -> one.name().equals(proxy.text()))) {
      throw proxy.wrong(
          "there is no proxy '%s', expected one of %s"
              .formatted(proxy.text(), proxies.stream().map(PlanProxy::name).toList()));
    }
    YamlValue type = value.required(fields, "toxic");
    Stream stream =
        YamlValue.in(fields, "stream")
            .map(one ->
                Stream.named(one.text())
                    .orElseThrow(() ->
                        one.wrong(
                            "'"
                                + one.text()
                                + "' is not a stream, expected upstream, downstream or both")))
            .orElse(Stream.BOTH);
    List<Map.Entry<String, String>> attributes = new ArrayList<>();
    YamlValue.in(fields, "attributes")
        .ifPresent(
            all -> all.fields().forEach((key, one) -> attributes.add(Map.entry(key, one.text()))));
    float toxicity = YamlValue.in(fields, "toxicity").map(FaultReader::share).orElse(1f);
    try {
      // Named for its place, so that two of one type do not meet.
      String name = "plan-" + value.place().line() + "-" + value.place().column();
      ToxicSpec spec =
          new ToxicSpec(name, ToxicText.toxic(type.text(), attributes), stream, toxicity);
      ProxySpec.checkFits(Protocol.TCP, spec);
      return new PlanFault.OnProxy(value.place(), proxy.text(), spec);
    } catch (ProxyException | AttributeException e) {
      throw new PlanException(type.place() + ": " + e.getMessage(), e);
    }
  }

  private static float share(YamlValue value) {
    if (value.text().matches("0(\\.[0-9]{1,9})?|1(\\.0{1,9})?|\\.[0-9]{1,9}")) {
      return Float.parseFloat(value.text());
    }
    throw value.wrong("here is '" + value.text() + "', expected a share from 0 to 1");
  }

  private PlanFault onProcesses(YamlValue value) {
    Map<String, YamlValue> fields =
        value.fields(
            PROCESS,
            ", or disk with slow, full or failing, or proxy with toxic, stream, attributes and"
                + " toxicity");
    List<String> kinds = KINDS.stream().filter(fields::containsKey).toList();
    if (kinds.size() != 1) {
      throw value.wrong(
          "a fault has to have one of %s, disk, memory and proxy, and has %d"
              .formatted(String.join(", ", KINDS), kinds.size()));
    }
    String kind = kinds.getFirst();
    if (!kind.equals("slow") && fields.containsKey("share")) {
      throw value.wrong("'share' is of slow only");
    }
    if (!kind.equals("delay") && fields.containsKey("by")) {
      throw value.wrong("'by' is of delay only");
    }
    if (!kind.equals("signal") && fields.containsKey("of")) {
      throw value.wrong("'of' is of signal only");
    }
    for (String key : List.of("offset", "rate")) {
      if (!kind.equals("clock") && fields.containsKey(key)) {
        throw value.wrong("'" + key + "' is of clock only");
      }
    }
    if (Set.of("pause", "slow", "clock", "partition", "delay").contains(kind)
        && fields.containsKey("restart")) {
      throw value.wrong("'restart' is of kill, term and signal only");
    }
    YamlValue chosen =
        kind.equals("signal") ? value.required(fields, "of") : value.required(fields, kind);
    Selector selector = selector(chosen);
    Optional<String> role = role(chosen);
    checkSelects(chosen, selector, role);
    if (!FOR_PODS.contains(kind)) {
      StruckTargets.of(targets, role).stream()
          .filter(target -> target.source() instanceof Target.OfPods)
          .findFirst()
          .ifPresent(target -> {
            throw chosen.wrong(
                "'%s' is refused: target '%s' is of pods, for which there are %s"
                    .formatted(kind, target.name(), String.join(", ", FOR_PODS)));
          });
    }
    Place place = value.place();
    boolean restarts = YamlValue.in(fields, "restart").map(YamlValue::flag).orElse(true);
    return switch (kind) {
      case "kill" -> new PlanFault.Send(place, selector, role, Signal.KILL, restarts);
      case "term" -> new PlanFault.Send(place, selector, role, Signal.TERM, restarts);
      case "signal" -> {
        YamlValue name = value.required(fields, "signal");
        Signal signal = name.said(() -> sent(name.text()));
        yield new PlanFault.Send(place, selector, role, signal, restarts);
      }
      case "pause" -> new PlanFault.Pause(place, selector, role);
      case "partition" -> {
        checkLinked(chosen, selector, role);
        yield new PlanFault.Partition(place, selector, role);
      }
      case "delay" -> {
        checkLinked(chosen, selector, role);
        YamlValue by = value.required(fields, "by");
        if (by.duration().toMillis() < 1 || by.duration().toHours() > 1) {
          throw by.wrong("here is '" + by.text() + "', expected from 1ms to 1h");
        }
        yield new PlanFault.Delay(place, selector, role, by.duration());
      }
      case "clock" -> skew(value, fields, selector, role);
      default -> {
        int percent = (int) value.required(fields, "share").whole(1, 10_000);
        yield new PlanFault.Slow(place, selector, role, percent);
      }
    };
  }

  /**
   * Checks that each target that may be chosen has a proxy to another target, and that at least one
   * target is not chosen.
   */
  private void checkLinked(YamlValue value, Selector selector, Optional<String> role) {
    List<Target> of = StruckTargets.of(targets, role);
    if (selector != Selector.PRIMARIES && selector.of(of.size()) == targets.size()) {
      throw value.wrong("'" + value.text() + "' leaves no one on the other side");
    }
    of.stream()
        .filter(target -> !StruckTargets.isLinked(proxies, target.name()))
        .findFirst()
        .ifPresent(target -> {
          throw value.wrong(
              "no proxy is between target '%s' and another one, expected one with 'from' and 'to'"
                  .formatted(target.name()));
        });
  }

  private static PlanFault skew(
      YamlValue value, Map<String, YamlValue> fields, Selector selector, Optional<String> role) {
    Duration offset =
        YamlValue.in(fields, "offset")
            .map(one -> one.said(() -> ProcessFault.offset(one.text())))
            .orElse(Duration.ZERO);
    double rate =
        YamlValue.in(fields, "rate").map(one -> one.said(() -> rate(one.text()))).orElse(1.0);
    // Checked here, where the place in the file is known.
    value.said(() -> new ProcessFault.Skew(offset, rate, Duration.ofSeconds(1)));
    return new PlanFault.Skew(value.place(), selector, role, offset, rate);
  }

  private static double rate(String text) {
    if (text.matches("[0-9]{1,3}(\\.[0-9]{1,9})?")) {
      return Double.parseDouble(text);
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not a rate, expected a number such as 1.05");
  }

  /** A signal that may be sent: STOP and CONT may not. */
  private static Signal sent(String name) {
    return new ProcessFault.Send(Signal.named(name)).signal();
  }

  private static Selector selector(YamlValue value) {
    for (Selector selector : Selector.values()) {
      // The longest first: minority third begins with minority.
      if (value.text().equals("minority third") || value.text().startsWith("minority third ")) {
        return Selector.MINORITY_THIRD;
      }
      if (value.text().equals(selector.text()) || value.text().startsWith(selector.text() + " ")) {
        return selector;
      }
    }
    throw value.wrong(
        "'"
            + value.text()
            + "' chooses no targets, expected one, minority, majority, minority third, primaries or"
            + " all, and a role");
  }

  private static Optional<String> role(YamlValue value) {
    String rest = value.text().substring(selector(value).text().length()).strip();
    return rest.isEmpty() ? Optional.empty() : Optional.of(rest);
  }

  private void checkSelects(YamlValue value, Selector selector, Optional<String> role) {
    List<Target> of = StruckTargets.of(targets, role);
    if (of.isEmpty()) {
      Set<String> roles = new TreeSet<>();
      targets.forEach(target -> roles.addAll(target.roles()));
      throw value.wrong(
          "'%s' matches nothing: no target has the role '%s', expected one of %s"
              .formatted(value.text(), role.orElse(""), roles));
    }
    if (selector.of(of.size()) == 0) {
      throw value.wrong(
          "'%s' matches nothing: of %d there is no %s"
              .formatted(value.text(), of.size(), selector.text()));
    }
    if (selector == Selector.PRIMARIES) {
      of.stream()
          .filter(target -> target.primary().isEmpty())
          .findFirst()
          .ifPresent(target -> {
            throw value.wrong("target '" + target.name() + "' has no probe 'primary'");
          });
    }
  }
}
