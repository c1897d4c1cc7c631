package dev.faultline.slf4j;

import dev.faultline.sim.node.NodeLogs;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LocationAwareLogger;

/**
 * A logger whose messages inside a node become lines of that node. Outside nodes it delegates to
 * the other provider's logger.
 */
final class NodeLogger extends AbstractLogger {
  private static final long serialVersionUID = 1;
  private static final String CALLED = NodeLogger.class.getName();
  private static final Level LEAST =
      Level.valueOf(System.getProperty("faultline.slf4j.level", "INFO").toUpperCase(Locale.ROOT));

  private final transient Logger usual;

  NodeLogger(String name, Logger usual) {
    this.name = name;
    this.usual = usual;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      @Nullable String pattern,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    if (NodeLogs.tell(() -> text(level, pattern, arguments, thrown))) {
      return;
    }
    if (usual instanceof LocationAwareLogger located) {
      located.log(marker, CALLED, level.toInt(), pattern, arguments, thrown);
    } else {
      usual.makeLoggingEventBuilder(level).setCause(thrown).log(text(pattern, arguments));
    }
  }

  private String text(
      Level level,
      @Nullable String pattern,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    String text = level + " " + name + ": " + text(pattern, arguments);
    return thrown == null ? text : text + ": " + thrown;
  }

  private static String text(@Nullable String pattern, Object @Nullable [] arguments) {
    return String.valueOf(MessageFormatter.basicArrayFormat(pattern, arguments));
  }

  @Override
  protected String getFullyQualifiedCallerName() {
    return CALLED;
  }

  private boolean isEnabled(Level level, boolean usually) {
    return NodeLogs.inNode() ? level.toInt() >= LEAST.toInt() : usually;
  }

  @Override
  public boolean isTraceEnabled() {
    return isEnabled(Level.TRACE, usual.isTraceEnabled());
  }

  @Override
  public boolean isTraceEnabled(Marker marker) {
    return isEnabled(Level.TRACE, usual.isTraceEnabled(marker));
  }

  @Override
  public boolean isDebugEnabled() {
    return isEnabled(Level.DEBUG, usual.isDebugEnabled());
  }

  @Override
  public boolean isDebugEnabled(Marker marker) {
    return isEnabled(Level.DEBUG, usual.isDebugEnabled(marker));
  }

  @Override
  public boolean isInfoEnabled() {
    return isEnabled(Level.INFO, usual.isInfoEnabled());
  }

  @Override
  public boolean isInfoEnabled(Marker marker) {
    return isEnabled(Level.INFO, usual.isInfoEnabled(marker));
  }

  @Override
  public boolean isWarnEnabled() {
    return isEnabled(Level.WARN, usual.isWarnEnabled());
  }

  @Override
  public boolean isWarnEnabled(Marker marker) {
    return isEnabled(Level.WARN, usual.isWarnEnabled(marker));
  }

  @Override
  public boolean isErrorEnabled() {
    return isEnabled(Level.ERROR, usual.isErrorEnabled());
  }

  @Override
  public boolean isErrorEnabled(Marker marker) {
    return isEnabled(Level.ERROR, usual.isErrorEnabled(marker));
  }
}
