package dev.faultline.chaos.monkey.process;

import java.time.Duration;

/** A fault of a process. */
public sealed interface ProcessFault {
  /** What {@link #parse} expects. */
  String EXPECTED =
      "'kill', 'term', 'signal NAME', 'pause DURATION', 'slow PERCENT% DURATION', 'clock +OFFSET"
          + " DURATION', 'clock -OFFSET DURATION' or 'clock xRATE DURATION'";

  /** Kills the process; it runs no handler. */
  ProcessFault KILL = new Send(Signal.KILL);

  /** Asks the process to end. */
  ProcessFault TERM = new Send(Signal.TERM);

  /** How long the fault lasts before it is undone; zero if it cannot be undone. */
  Duration duration();

  /**
   * A signal, once. Signals that stop a process, and CONT, are refused: use {@link Pause}, which is
   * undone.
   */
  record Send(Signal signal) implements ProcessFault {
    public Send {
      if (signal.stops() || signal.equals(Signal.CONT)) {
        throw new IllegalArgumentException(
            signal + " is not sent, since nothing would undo it; use 'pause DURATION'");
      }
    }

    @Override
    public Duration duration() {
      return Duration.ZERO;
    }

    @Override
    public String toString() {
      return signal.equals(Signal.KILL)
          ? "kill"
          : signal.equals(Signal.TERM) ? "term" : "signal " + signal;
    }
  }

  /** Stops the process (SIGSTOP) and later resumes it (SIGCONT). */
  record Pause(Duration duration) implements ProcessFault {
    public Pause {
      requirePositive(duration);
    }

    @Override
    public String toString() {
      return "pause " + DurationText.text(duration);
    }
  }

  /**
   * Limits the process to a share of one core's time, with a cgroup (version 2).
   *
   * @param percent of one core, from 1 to 10,000
   */
  record Slow(int percent, Duration duration) implements ProcessFault {
    public Slow {
      requirePositive(duration);
      if (percent < 1 || percent > 10_000) {
        throw new IllegalArgumentException(
            "the share of a core is " + percent + "%, expected 1% to 10000%");
      }
    }

    @Override
    public String toString() {
      return "slow " + percent + "% " + DurationText.text(duration);
    }
  }

  /**
   * Skews the clock of a JVM, with an agent that is attached to it.
   *
   * @param offset of its wall clock
   * @param rate of its wall clock and of {@link System#nanoTime}, from 0.01 to 100
   */
  record Skew(Duration offset, double rate, Duration duration) implements ProcessFault {
    private static final Duration FARTHEST = Duration.ofDays(36_500);

    public Skew {
      requirePositive(duration);
      if (offset.abs().compareTo(FARTHEST) > 0) {
        throw new IllegalArgumentException(
            "the offset of a clock is " + offset + ", expected at most " + FARTHEST);
      }
      if (!(rate >= 0.01 && rate <= 100)) {
        throw new IllegalArgumentException(
            "the rate of a clock is " + rate + ", expected 0.01 to 100");
      }
      if (offset.isZero() && rate == 1) {
        throw new IllegalArgumentException(
            "a clock without an offset and with a rate of 1 is right");
      }
    }

    @Override
    public String toString() {
      String text = offset.isZero() ? "" : offsetText(offset) + " ";
      return "clock " + text + (rate == 1 ? "" : "x" + rate + " ") + DurationText.text(duration);
    }

    private static String offsetText(Duration offset) {
      return (offset.isNegative() ? "-" : "+") + DurationText.text(offset.abs());
    }
  }

  private static void requirePositive(Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(
          "the duration of a fault is " + duration + ", expected longer than zero");
    }
  }

  /**
   * Parses a fault, such as {@code pause 10s}.
   *
   * @throws IllegalArgumentException if the text is invalid; the message names the text and what
   *     was expected
   */
  static ProcessFault parse(String text) {
    String[] words = text.strip().split("\\s+");
    return switch (words[0] + "/" + (words.length - 1)) {
      case "kill/0" -> KILL;
      case "term/0" -> TERM;
      case "signal/1" -> new Send(Signal.named(words[1]));
      case "pause/1" -> new Pause(DurationText.parse(words[1]));
      case "slow/2" -> new Slow(percent(text, words[1]), DurationText.parse(words[2]));
      case "clock/2" -> {
        boolean rate = words[1].startsWith("x");
        yield new Skew(
            rate ? Duration.ZERO : offset(words[1]),
            rate ? rate(text, words[1]) : 1,
            DurationText.parse(words[2]));
      }
      case "clock/3" ->
          new Skew(offset(words[1]), rate(text, words[2]), DurationText.parse(words[3]));
      default -> throw wrong(text);
    };
  }

  /**
   * Parses a clock offset, such as {@code -5s}.
   *
   * @throws IllegalArgumentException that names the text and what was expected
   */
  static Duration offset(String text) {
    if (!text.matches("[+-].+")) {
      throw new IllegalArgumentException(
          "'" + text + "' is not an offset, expected a sign and a duration, such as -5s");
    }
    Duration size = DurationText.parse(text.substring(1));
    return text.startsWith("-") ? size.negated() : size;
  }

  private static double rate(String text, String word) {
    if (!word.matches("x[0-9]{1,3}(\\.[0-9]{1,9})?")) {
      throw wrong(text);
    }
    return Double.parseDouble(word.substring(1));
  }

  private static int percent(String text, String word) {
    if (!word.matches("[0-9]{1,5}%")) {
      throw wrong(text);
    }
    return Integer.parseInt(word.substring(0, word.length() - 1));
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException("'" + text + "' is no fault, expected " + EXPECTED);
  }
}
