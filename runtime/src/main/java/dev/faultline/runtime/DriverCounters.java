package dev.faultline.runtime;

/** A driver's counters. Its thread writes them; other threads may see a slightly older value. */
public final class DriverCounters {
  /** Duty cycles. */
  public long cycles;

  /** Times that the kernel had no room for datagrams; these were lost. */
  public long sendBufferFull;

  /** Datagrams from senders that there was no room to know. */
  public long unknownSenders;

  /** Datagrams that the filter for experiments has dropped. */
  public long filtered;

  /** Datagrams that claim to come from port 0, to which nobody can answer. */
  public long unanswerable;

  /** Times that code of the application has thrown on the driver's thread. */
  public long applicationFailures;

  DriverCounters() {}
}
