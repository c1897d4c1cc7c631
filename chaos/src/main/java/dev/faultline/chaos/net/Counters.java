package dev.faultline.chaos.net;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * A proxy's counters, which outlive its sockets.
 *
 * @param upstream bytes from clients to the server
 * @param downstream bytes from the server to clients
 * @param connections how many clients have connected
 * @param requests how many HTTP requests have arrived, if the proxy carries HTTP
 * @param notUnderstood how many connections did not carry valid HTTP
 */
public record Counters(
    Traffic upstream,
    Traffic downstream,
    AtomicLong connections,
    LongAdder requests,
    LongAdder notUnderstood) {
  public Counters() {
    this(new Traffic(), new Traffic(), new AtomicLong(), new LongAdder(), new LongAdder());
  }
}
