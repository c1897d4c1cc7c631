package dev.faultline.chaos.monkey.process;

import java.time.Duration;

/** What may be done to a process. */
public sealed interface ProcessFault {
  /** What {@link #parse} expects. */
  String EXPECTED = "'kill', 'term', 'signal NAME', 'pause DURATION' or 'slow PERCENT% DURATION'";

  /** Kills it: it runs no handler. */
  ProcessFault KILL = new Send(Signal.KILL);

  /** Asks it to end. */
  ProcessFault TERM = new Send(Signal.TERM);

  /** How long it lasts before it is undone; zero where nothing can be undone. */
  Duration duration();

  /** A signal, once. Those that stop a process, and CONT, are refused: {@link Pause} is undone. */
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

  /** Stops it (SIGSTOP), and lets it go on (SIGCONT). */
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
   * Gives it a share of one core's time, by a cgroup (version 2).
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

  private static void requirePositive(Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(
          "the duration of a fault is " + duration + ", expected longer than zero");
    }
  }

  /**
   * A fault as people write it, such as {@code pause 10s}.
   *
   * @throws IllegalArgumentException that names the text and what was expected
   */
  static ProcessFault parse(String text) {
    String[] words = text.strip().split("\\s+");
    return switch (words[0] + "/" + (words.length - 1)) {
      case "kill/0" -> KILL;
      case "term/0" -> TERM;
      case "signal/1" -> new Send(Signal.named(words[1]));
      case "pause/1" -> new Pause(DurationText.parse(words[1]));
      case "slow/2" -> new Slow(percent(text, words[1]), DurationText.parse(words[2]));
      default -> throw wrong(text);
    };
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
