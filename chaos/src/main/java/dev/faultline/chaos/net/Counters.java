package dev.faultline.chaos.net;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a proxy counts, beyond the life of its sockets.
 *
 * @param upstream bytes from clients to the server
 * @param downstream bytes from the server to clients
 * @param connections how many clients have come
 * @param requests how many requests of HTTP have come, where it carries that
 * @param notUnderstood how many connections turned out to carry something else
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
