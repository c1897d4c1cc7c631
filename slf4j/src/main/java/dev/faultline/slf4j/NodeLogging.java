package dev.faultline.slf4j;

import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPLoggerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Makes what nodes of a world log with SLF4J lines of theirs in its trace, at simulated time.
 * Everything else goes to the provider that would have had it otherwise: the first other one that
 * is found, if any.
 *
 * <p>Where SLF4J finds several providers it takes any of them: name this one with the system
 * property {@code slf4j.provider=dev.faultline.slf4j.NodeLogging}. In nodes, levels from INFO on
 * are logged, or from the one that the system property {@code faultline.slf4j.level} names.
 */
public final class NodeLogging implements SLF4JServiceProvider {
  private final ConcurrentMap<String, Logger> loggers = new ConcurrentHashMap<>();
  private @Nullable SLF4JServiceProvider other;
  private ILoggerFactory usual = new NOPLoggerFactory();
  private IMarkerFactory markers = new BasicMarkerFactory();
  private MDCAdapter context = new BasicMDCAdapter();

  @Override
  public void initialize() {
    for (SLF4JServiceProvider each : ServiceLoader.load(SLF4JServiceProvider.class)) {
      if (other == null && !(each instanceof NodeLogging)) {
        other = each;
        each.initialize();
        usual = each.getLoggerFactory();
        markers = each.getMarkerFactory();
        context = each.getMDCAdapter();
      }
    }
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return name -> loggers.computeIfAbsent(name, n -> new NodeLogger(n, usual.getLogger(n)));
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return context;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }
}
