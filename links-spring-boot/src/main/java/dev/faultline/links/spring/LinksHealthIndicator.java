package dev.faultline.links.spring;

import dev.faultline.runtime.durable.DurableNode;
import dev.faultline.runtime.durable.NodeHealth;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * A {@link NodeHealth} as Spring Boot's: the status, what is wrong, and each channel. An absent
 * peer is a detail: what is sent to it waits, and to restart this application would not bring it
 * back.
 */
record LinksHealthIndicator(DurableNode node) implements HealthIndicator {
  @Override
  public Health health() {
    NodeHealth now = node.health();
    Health.Builder health =
        switch (now.status()) {
          case UP -> Health.up();
          case OUT_OF_SERVICE -> Health.outOfService();
          case DOWN -> Health.down();
        };
    health.withDetail("address", node.localAddress().toString());
    if (!now.troubles().isEmpty()) {
      health.withDetail("troubles", now.troubles());
    }
    if (!now.warnings().isEmpty()) {
      health.withDetail("warnings", now.warnings());
    }
    for (NodeHealth.Channel channel : now.channels()) {
      health.withDetail(
          "channel " + channel.name(),
          "%s for %d s, outbox %d"
              .formatted(channel.state(), channel.since().toSeconds(), channel.outbox()));
    }
    return health.build();
  }
}
