package dev.faultline.guard.detect;

import dev.faultline.core.Checks;
import java.time.Duration;

/**
 * How long a peer is trusted after a heartbeat.
 *
 * <p>All methods count from an estimate of when the heartbeat was <em>sent</em>, and not from its
 * arrival: delayed heartbeats do not make a dead peer look alive.
 *
 * <p>Immutable. Every record throws {@link IllegalArgumentException} for values out of range.
 */
public sealed interface DetectionMethod {
  /**
   * A fixed timeout. It counts from when the heartbeat would have arrived with the shortest delay
   * seen recently.
   *
   * @param timeout after which a peer is suspected
   */
  record Fixed(Duration timeout) implements DetectionMethod {
    public Fixed {
      Checks.positiveNanos("timeout", timeout);
    }
  }

  /**
   * NFD-S of Chen, Toueg and Aguilera ("On the quality of service of failure detectors", IEEE
   * Transactions on Computers 51(5), 2002, section 4): the clocks of both peers are synchronised. A
   * crash is detected within {@code interval + shift}, whatever the network does.
   *
   * @param interval between heartbeats, kept by the sender
   * @param shift how long after its sending the next heartbeat may arrive
   */
  record Synchronised(Duration interval, Duration shift) implements DetectionMethod {
    public Synchronised {
      Checks.positiveNanos("interval", interval);
      Checks.nanos("shift", shift);
    }
  }

  /**
   * NFD-E of the same paper (section 6): clocks are not synchronised, and the arrival of the next
   * heartbeat is estimated from earlier ones.
   *
   * @param interval between heartbeats, kept by the sender
   * @param margin how long after its estimated arrival the next heartbeat may arrive
   */
  record Estimated(Duration interval, Duration margin) implements DetectionMethod {
    public Estimated {
      Checks.positiveNanos("interval", interval);
      Checks.nanos("margin", margin);
    }
  }

  /**
   * An eventually perfect detector (Chandra and Toueg, JACM 43(2), 1996): each wrong suspicion
   * lengthens the timeout of that peer. If delays are bounded from some time on, the number of
   * later mistakes is finite: at most {@code ⌈log(bound / first) / log(factor)⌉}.
   *
   * @param first the timeout before there was a mistake
   * @param factor by which a mistake multiplies it, 1.01 to 100
   * @param longest upper limit of the timeout; if delays exceed it, mistakes never stop
   */
  record Growing(Duration first, double factor, Duration longest) implements DetectionMethod {
    public Growing {
      Checks.positiveNanos("first", first);
      Checks.within("factor", factor, 1.01, 100);
      Checks.positiveNanos("longest", longest);
      if (longest.compareTo(first) < 0) {
        throw new IllegalArgumentException(
            "longest is " + longest + ", expected at least first, which is " + first);
      }
    }
  }

  /**
   * The φ accrual detector (Hayashibara et al., SRDS 2004) with a normal distribution: a peer is
   * suspected when the probability that its heartbeat will still arrive has fallen to
   * 10<sup>−φ</sup>.
   *
   * @param threshold φ, 0.5 to 100; 8 is 5.6 standard deviations beyond the mean
   * @param leastDeviation lower limit of the estimated standard deviation
   */
  record Accrual(double threshold, Duration leastDeviation) implements DetectionMethod {
    public Accrual {
      Checks.within("threshold", threshold, 0.5, 100);
      Checks.positiveNanos("leastDeviation", leastDeviation);
    }
  }
}
