package dev.faultline.core;

import java.time.Duration;
import java.util.List;

/**
 * Something that goes wrong, as a value. The vocabulary is the same in a simulated world, in a
 * runtime on real sockets and for foreign processes. Nodes are referred to by name. A fault lasts
 * for its {@link #duration} unless healing ends it earlier.
 */
public sealed interface Fault {
  /**
   * How long the fault lasts; zero for one that strikes at a single moment, {@link #FOREVER} for
   * good.
   */
  Duration duration();

  /** The duration of a fault that never ends by itself. */
  Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  /** The nodes between which messages stop, in one of the shapes that real networks show. */
  record Partition(PartitionShape shape, List<List<String>> groups, Duration duration)
      implements Fault {
    public Partition {
      groups = groups.stream().map(List::copyOf).toList();
      shape.check(groups);
      Checks.positive("duration", duration);
    }
  }

  /** A directed link loses messages at {@code rate}, from 0 to 1. */
  record LinkLoss(String from, String to, double rate, Duration duration) implements Fault {
    public LinkLoss {
      Checks.name("from", from);
      Checks.name("to", to);
      Checks.rate("rate", rate);
      Checks.positive("duration", duration);
    }
  }

  /** A directed link takes {@code extra} longer. */
  record LinkDelay(String from, String to, Duration extra, Duration duration) implements Fault {
    public LinkDelay {
      Checks.name("from", from);
      Checks.name("to", to);
      Checks.positive("extra", extra);
      Checks.positive("duration", duration);
    }
  }

  /**
   * A directed link is cut and restored over and over: {@code down}, then {@code up}, then {@code
   * down} …
   */
  record Flapping(String from, String to, Duration down, Duration up, Duration duration)
      implements Fault {
    public Flapping {
      Checks.name("from", from);
      Checks.name("to", to);
      Checks.positive("down", down);
      Checks.positive("up", up);
      Checks.positive("duration", duration);
    }
  }

  /**
   * The node stops, and comes back after {@code duration}, or never.
   *
   * @param extent what crashes: it decides whether the node loses what it had not made durable, and
   *     whether its peers hear of the crash
   */
  record Crash(String node, Duration duration, Extent extent) implements Fault {
    /** Which part of a node crashes. */
    public enum Extent {
      /** The process or the machine: the world decides. */
      EITHER,
      /**
       * The process alone. What it wrote is kept, durable or not, and the operating system of its
       * machine resets its connections.
       */
      PROCESS,
      /**
       * The machine. What was not made durable is lost, as far as the world decides, and peers hear
       * nothing.
       */
      MACHINE
    }

    public Crash {
      Checks.name("node", node);
      Checks.positive("duration", duration);
    }

    /** A crash of the process or of the machine. */
    public Crash(String node, Duration duration) {
      this(node, duration, Extent.EITHER);
    }

    /** Names the extent only where it is not open: trace hashes contain this text. */
    @Override
    public String toString() {
      return "Crash[node="
          + node
          + ", duration="
          + duration
          + (extent == Extent.EITHER ? "]" : ", extent=" + extent + "]");
    }
  }

  /**
   * The node stops, as in a long garbage collection or a suspended virtual machine, and then
   * continues.
   */
  record Pause(String node, Duration duration) implements Fault {
    public Pause {
      Checks.name("node", node);
      Checks.positive("duration", duration);
    }
  }

  /** Everything the node does starts late: each of its steps takes {@code perStep} of time. */
  record Slow(String node, Duration perStep, Duration duration) implements Fault {
    public Slow {
      Checks.name("node", node);
      Checks.positive("perStep", perStep);
      Checks.positive("duration", duration);
    }
  }

  /** The node fails to send some of its messages. */
  record SendOmission(String node, double rate, Duration duration) implements Fault {
    public SendOmission {
      Checks.name("node", node);
      Checks.rate("rate", rate);
      Checks.positive("duration", duration);
    }
  }

  /** The node fails to receive some of the messages that reach it. */
  record ReceiveOmission(String node, double rate, Duration duration) implements Fault {
    public ReceiveOmission {
      Checks.name("node", node);
      Checks.rate("rate", rate);
      Checks.positive("duration", duration);
    }
  }

  /**
   * The node's wall clock jumps by {@code by}, which may be negative, and stays there; at most a
   * hundred years either way.
   */
  record ClockJump(String node, Duration by) implements Fault {
    private static final Duration MOST = Duration.ofDays(36_500);

    public ClockJump {
      Checks.name("node", node);
      if (by.compareTo(MOST) > 0 || by.compareTo(MOST.negated()) < 0) {
        throw new IllegalArgumentException(
            "by is " + by + ", expected at most a hundred years either way");
      }
    }

    @Override
    public Duration duration() {
      return Duration.ZERO;
    }
  }

  /** The node's clocks run fast by {@code ppm} parts per million, or slow where it is negative. */
  record ClockDrift(String node, long ppm, Duration duration) implements Fault {
    public ClockDrift {
      Checks.name("node", node);
      if (ppm <= -1_000_000 || ppm >= 1_000_000) {
        throw new IllegalArgumentException("ppm is " + ppm + ", expected -999,999 to 999,999");
      }
      Checks.positive("duration", duration);
    }
  }

  /** The node behaves arbitrarily: its twin, supplied with the program, speaks in its place. */
  record Arbitrary(String node, Duration duration) implements Fault {
    public Arbitrary {
      Checks.name("node", node);
      Checks.positive("duration", duration);
    }
  }

  /** The node's next sync that has something to make durable fails; see {@link Store#sync}. */
  record SyncFailure(String node) implements Fault {
    public SyncFailure {
      Checks.name("node", node);
    }

    @Override
    public Duration duration() {
      return Duration.ZERO;
    }
  }

  /**
   * The node's disk has a fault; this needs files, which {@link Env#disk} provides.
   *
   * @param duration how long it lasts, if the trouble is {@linkplain DiskTrouble#lasting()
   *     lasting}; zero for others
   */
  record Disk(String node, DiskTrouble trouble, Duration duration) implements Fault {
    public Disk {
      Checks.name("node", node);
      if (trouble.lasting()) {
        Checks.positive("duration", duration);
      } else if (!duration.isZero()) {
        throw new IllegalArgumentException(
            "duration is " + duration + ", expected zero: " + trouble + " strikes one call");
      }
    }
  }
}
