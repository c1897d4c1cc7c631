package dev.faultline.examples.microraft.server;

import dev.faultline.core.Env;
import dev.faultline.examples.microraft.ClusterWatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * MicroRaft's warnings and errors as remarks of the node that is running; the rest of its log is
 * off, since it would take longer to write than everything else.
 *
 * <p>SLF4J finds this class by a service file that only {@link
 * dev.faultline.examples.library.LibraryLoader} shows it.
 */
public final class Remarks implements SLF4JServiceProvider {
  /** Whose remark it is. */
  record Author(Env env, ClusterWatch watch) {}

  private static final ThreadLocal<@Nullable Author> AUTHOR = new ThreadLocal<>();

  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter context = new NOPMDCAdapter();

  /** From now on, what is logged on this thread is a remark of this author. */
  static void attribute(@Nullable Author author) {
    AUTHOR.set(author);
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return RemarkLogger::new;
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

  @Override
  public void initialize() {}

  private static final class RemarkLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1;

    RemarkLogger(String name) {
      this.name = name;
    }

    @Override
    protected void handleNormalizedLoggingCall(
        Level level,
        @Nullable Marker marker,
        String pattern,
        Object @Nullable [] arguments,
        @Nullable Throwable thrown) {
      Author author = AUTHOR.get();
      if (author == null) {
        return;
      }
      String text = MessageFormatter.basicArrayFormat(pattern, arguments);
      if (thrown != null) {
        author.watch.internalFailure(thrown);
        text += ": " + thrown;
      }
      author.env.remark(level + " " + text);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
      return null;
    }

    @Override
    public boolean isTraceEnabled() {
      return false;
    }

    @Override
    public boolean isDebugEnabled() {
      return false;
    }

    @Override
    public boolean isInfoEnabled() {
      return false;
    }

    @Override
    public boolean isWarnEnabled() {
      return true;
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }
  }
}
