package dev.faultline.links.spring;

import dev.faultline.runtime.durable.DurableChannel;
import dev.faultline.runtime.durable.DurableNode;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Down when the node's thread has ended or its log takes no more. An absent peer is a detail: what
 * is sent to it waits, and to restart this application would not bring it back.
 */
record LinksHealthIndicator(DurableNode node) implements HealthIndicator {
  @Override
  public Health health() {
    Health.Builder health = Health.up();
    Throwable failure = node.failure();
    String trouble = node.storageTrouble();
    if (failure != null) {
      health.down(failure);
    } else if (trouble != null) {
      health.down().withDetail("storage", trouble);
    }
    health.withDetail("address", node.localAddress().toString());
    for (DurableChannel channel : node.channels()) {
      health.withDetail(
          "channel " + channel.name(), channel.state() + ", outbox " + channel.unprocessed());
    }
    return health.build();
  }
}
