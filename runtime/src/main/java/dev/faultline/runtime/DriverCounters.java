package dev.faultline.runtime;

/** A driver's counters. Its thread writes them; other threads may see a slightly older value. */
public final class DriverCounters {
  /** Duty cycles. */
  public long cycles;

  /** How often the kernel's send buffer had no room for datagrams, which were lost. */
  public long sendBufferFull;

  /** Datagrams dropped because the table of senders had no room for a new one. */
  public long unknownSenders;

  /** Datagrams that the {@link DatagramFilter} dropped. */
  public long filtered;

  /** Datagrams with source port 0, to which no answer can be sent. */
  public long unanswerable;

  /** How often the application's code has thrown on the driver's thread. */
  public long applicationFailures;

  DriverCounters() {}
}
