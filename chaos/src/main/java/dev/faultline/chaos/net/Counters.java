package dev.faultline.chaos.net;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What a proxy counts, beyond the life of its sockets.
 *
 * @param upstream bytes from clients to the server
 * @param downstream bytes from the server to clients
 * @param connections how many clients have come
 */
public record Counters(Traffic upstream, Traffic downstream, AtomicLong connections) {
  public Counters() {
    this(new Traffic(), new Traffic(), new AtomicLong());
  }
}
