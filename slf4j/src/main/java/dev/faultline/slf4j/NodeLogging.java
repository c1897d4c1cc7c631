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
 * Writes the SLF4J messages of a world's nodes to the world's trace, as lines of the node that
 * logged them, at simulated time. All other messages go to the first other provider on the class
 * path, if there is one.
 *
 * <p>If SLF4J finds several providers, it uses any one of them: select this one with the system
 * property {@code slf4j.provider=dev.faultline.slf4j.NodeLogging}. In nodes, messages of level INFO
 * and above are logged; the system property {@code faultline.slf4j.level} sets another level.
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
