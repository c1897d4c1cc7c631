package dev.faultline.links.spring;

import dev.faultline.links.micrometer.DurableMeters;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.durable.DurableNode;
import dev.faultline.runtime.durable.LoggedState;
import dev.faultline.runtime.durable.TransactionalHandler;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A {@link DurableNode} on the folder {@code faultline.links.folder}, which is closed with the
 * application. A bean that is a {@link LoggedState} or a {@link TransactionalHandler} handles its
 * messages; one that is {@link DriverOptions} gives keys and all other options.
 */
@AutoConfiguration
@ConditionalOnProperty("faultline.links.folder")
@EnableConfigurationProperties(LinksProperties.class)
public class LinksAutoConfiguration {
  @Bean
  @ConditionalOnMissingBean
  DurableNode durableNode(
      LinksProperties properties,
      ObjectProvider<DriverOptions> options,
      ObjectProvider<LoggedState> state,
      ObjectProvider<TransactionalHandler> transactions) {
    DurableNode.Builder builder = DurableNode.in(properties.folder()).at(properties.address());
    options.ifAvailable(builder::options);
    state.ifAvailable(builder::state);
    transactions.ifAvailable(builder::transactions);
    return builder.start();
  }

  /** With Spring Boot's health on the class path. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(HealthIndicator.class)
  static class LinksHealth {
    @Bean
    @ConditionalOnMissingBean(name = "linksHealthIndicator")
    HealthIndicator linksHealthIndicator(DurableNode node) {
      return new LinksHealthIndicator(node);
    }
  }

  /** With Micrometer and {@code faultline-links-micrometer} on the class path. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({MeterBinder.class, DurableMeters.class})
  static class LinksMetrics {
    @Bean
    @ConditionalOnMissingBean
    DurableMeters linksMeters(DurableNode node) {
      return new DurableMeters(node);
    }
  }
}
