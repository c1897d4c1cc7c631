package dev.faultline.runtime;

/** A driver's counters. Its thread counts; other threads may read slightly stale values. */
public final class DriverCounters {
  long cycles;
  long sendBufferFull;
  long unknownSenders;
  long filtered;
  long unanswerable;
  long applicationFailures;

  DriverCounters() {}

  /** Duty cycles. */
  public long cycles() {
    return cycles;
  }

  /** How often the kernel's send buffer had no room for datagrams, which were lost. */
  public long sendBufferFull() {
    return sendBufferFull;
  }

  /** Datagrams dropped because the table of senders had no room for a new one. */
  public long unknownSenders() {
    return unknownSenders;
  }

  /** Datagrams that the {@link DatagramFilter} dropped. */
  public long filtered() {
    return filtered;
  }

  /** Datagrams with source port 0, to which no answer can be sent. */
  public long unanswerable() {
    return unanswerable;
  }

  /** How often the application's code has thrown on the driver's thread. */
  public long applicationFailures() {
    return applicationFailures;
  }
}
