package dev.faultline.explore.tape;

import dev.faultline.core.DiskTrouble;
import dev.faultline.core.Fault;
import dev.faultline.core.PartitionShape;
import dev.faultline.explore.Durations;
import dev.faultline.explore.UsageException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Faults as one line of text each: {@code crash node=n2 for=3.2s}. Reading gives back an equal
 * fault.
 */
public final class FaultText {
  private FaultText() {}

  /** The line for a fault. */
  public static String of(Fault fault) {
    return switch (fault) {
      case Fault.Partition p ->
          "partition shape="
              + p.shape().name().toLowerCase(Locale.ROOT)
              + " groups="
              + p.groups().stream()
                  .map(group -> String.join(",", group))
                  .collect(Collectors.joining("|"))
              + lasting(p);
      case Fault.LinkLoss l ->
          "loss" + between(l.from(), l.to()) + " rate=" + l.rate() + lasting(l);
      case Fault.LinkDelay d ->
          "delay" + between(d.from(), d.to()) + " extra=" + Durations.text(d.extra()) + lasting(d);
      case Fault.Flapping f ->
          "flapping"
              + between(f.from(), f.to())
              + " down="
              + Durations.text(f.down())
              + " up="
              + Durations.text(f.up())
              + lasting(f);
      case Fault.Crash c ->
          "crash"
              + at(c.node())
              + (c.extent() == Fault.Crash.Extent.EITHER
                  ? ""
                  : " of=" + c.extent().name().toLowerCase(Locale.ROOT))
              + lasting(c);
      case Fault.Pause p -> "pause" + at(p.node()) + lasting(p);
      case Fault.Slow s ->
          "slow" + at(s.node()) + " step=" + Durations.text(s.perStep()) + lasting(s);
      case Fault.SendOmission o ->
          "send-omission" + at(o.node()) + " rate=" + o.rate() + lasting(o);
      case Fault.ReceiveOmission o ->
          "receive-omission" + at(o.node()) + " rate=" + o.rate() + lasting(o);
      case Fault.ClockJump j -> "clock-jump" + at(j.node()) + " by=" + Durations.text(j.by());
      case Fault.ClockDrift d -> "clock-drift" + at(d.node()) + " ppm=" + d.ppm() + lasting(d);
      case Fault.SyncFailure f -> "sync-failure" + at(f.node());
      case Fault.Disk d ->
          "disk"
              + at(d.node())
              + " trouble="
              + d.trouble().name().toLowerCase(Locale.ROOT).replace('_', '-')
              + (d.trouble().lasting() ? lasting(d) : "");
      case Fault.Arbitrary a -> "arbitrary" + at(a.node()) + lasting(a);
    };
  }

  private static String at(String node) {
    return " node=" + node;
  }

  private static String between(String from, String to) {
    return " from=" + from + " to=" + to;
  }

  private static String lasting(Fault fault) {
    return " for=" + Durations.text(fault.duration());
  }

  /**
   * Reads a line that {@link #of} wrote.
   *
   * @throws UsageException when it is no such line
   */
  public static Fault parse(String line) {
    List<String> words = Arrays.asList(line.strip().split("\\s+"));
    Fields fields = new Fields(line, words.subList(1, words.size()));
    try {
      return parse(words.getFirst(), fields);
    } catch (IllegalArgumentException e) {
      throw new UsageException("fault '" + line + "': " + e.getMessage(), e);
    }
  }

  private static Fault parse(String kind, Fields fields) {
    return switch (kind) {
      case "partition" ->
          new Fault.Partition(
              PartitionShape.valueOf(fields.get("shape").toUpperCase(Locale.ROOT)),
              Arrays.stream(fields.get("groups").split("\\|"))
                  .map(group -> List.of(group.split(",")))
                  .toList(),
              fields.lasting());
      case "loss" ->
          new Fault.LinkLoss(fields.get("from"), fields.get("to"), fields.rate(), fields.lasting());
      case "delay" ->
          new Fault.LinkDelay(
              fields.get("from"), fields.get("to"), fields.duration("extra"), fields.lasting());
      case "flapping" ->
          new Fault.Flapping(
              fields.get("from"),
              fields.get("to"),
              fields.duration("down"),
              fields.duration("up"),
              fields.lasting());
      case "crash" -> new Fault.Crash(fields.get("node"), fields.lasting(), fields.extent());
      case "pause" -> new Fault.Pause(fields.get("node"), fields.lasting());
      case "slow" -> new Fault.Slow(fields.get("node"), fields.duration("step"), fields.lasting());
      case "send-omission" ->
          new Fault.SendOmission(fields.get("node"), fields.rate(), fields.lasting());
      case "receive-omission" ->
          new Fault.ReceiveOmission(fields.get("node"), fields.rate(), fields.lasting());
      case "clock-jump" -> new Fault.ClockJump(fields.get("node"), fields.duration("by"));
      case "clock-drift" ->
          new Fault.ClockDrift(
              fields.get("node"), Long.parseLong(fields.get("ppm")), fields.lasting());
      case "sync-failure" -> new Fault.SyncFailure(fields.get("node"));
      case "disk" -> {
        DiskTrouble trouble =
            DiskTrouble.valueOf(fields.get("trouble").toUpperCase(Locale.ROOT).replace('-', '_'));
        yield new Fault.Disk(
            fields.get("node"), trouble, trouble.lasting() ? fields.lasting() : Duration.ZERO);
      }
      case "arbitrary" -> new Fault.Arbitrary(fields.get("node"), fields.lasting());
      default -> throw new IllegalArgumentException("there is no fault called '" + kind + "'");
    };
  }

  private static final class Fields {
    private final Map<String, String> values = new LinkedHashMap<>();

    Fields(String line, List<String> words) {
      for (String word : words) {
        int equals = word.indexOf('=');
        if (equals < 0) {
          throw new UsageException("fault '" + line + "': expected key=value, not '" + word + "'");
        }
        values.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }

    String get(String key) {
      String value = values.get(key);
      if (value == null) {
        throw new IllegalArgumentException(key + " is missing");
      }
      return value;
    }

    Fault.Crash.Extent extent() {
      String said = values.get("of");
      return said == null
          ? Fault.Crash.Extent.EITHER
          : Fault.Crash.Extent.valueOf(said.toUpperCase(Locale.ROOT));
    }

    double rate() {
      return Double.parseDouble(get("rate"));
    }

    Duration duration(String key) {
      return Durations.parse(get(key));
    }

    Duration lasting() {
      return duration("for");
    }
  }
}
