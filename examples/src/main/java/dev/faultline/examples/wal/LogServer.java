package dev.faultline.examples.wal;

import dev.faultline.check.model.Nil;
import dev.faultline.check.model.RegisterOp;
import dev.faultline.core.Address;
import dev.faultline.core.BlockingEnv;
import dev.faultline.core.Datagram;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.sim.workload.Request;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a register in a log. What went wrong with the log is not acknowledged; the log is opened
 * again, from what is there.
 */
final class LogServer implements Node {
  private static final String KEY = "register";

  /** Longer than a sector, so that a record can be torn. */
  private static final String FILLER = " " + ".".repeat(600);

  private static final int CHECKPOINT_AFTER = 4;

  private final Mistake mistake;

  /** Null where it could not be opened, or failed. */
  private @Nullable WriteAheadLog log;

  private int puts;

  LogServer(Mistake mistake) {
    this.mistake = mistake;
  }

  /** The same as straight-line code. */
  static void serve(BlockingEnv env, Mistake mistake) throws InterruptedException {
    LogServer server = new LogServer(mistake);
    server.start(env);
    while (true) {
      Datagram next = env.receive();
      server.receive(env, next.from(), next.message());
    }
  }

  @Override
  public void start(Env env) {
    open(env);
  }

  private void open(Env env) {
    try {
      log = new WriteAheadLog(env.disk().getPath("/"), mistake);
    } catch (IOException e) {
      env.remark("cannot open the log: " + e.getMessage());
      log = null;
    }
  }

  @Override
  public void receive(Env env, Address from, Object message) {
    if (log == null) {
      open(env);
    }
    WriteAheadLog open = log;
    if (open == null
        || !(message instanceof Request<?> request)
        || !(request.input() instanceof RegisterOp operation)) {
      return;
    }
    try {
      Object result = apply(env, open, operation);
      env.send(from, request.done(result));
    } catch (IOException e) {
      env.remark("cannot write the log: " + e.getMessage());
      log = null;
    }
  }

  private Object apply(Env env, WriteAheadLog open, RegisterOp operation) throws IOException {
    return switch (operation) {
      case RegisterOp.Read read -> value(open);
      case RegisterOp.Write write -> {
        open.put(KEY, write.value() + FILLER);
        if (++puts % CHECKPOINT_AFTER == 0 || env.chance("checkpoint early")) {
          open.checkpoint();
        }
        yield Nil.NIL;
      }
      case RegisterOp.Cas swap -> throw new AssertionError("no client asks for " + swap);
    };
  }

  private static Object value(WriteAheadLog open) {
    String text = open.entries().get(KEY);
    return text == null ? LogWorld.INITIAL : Integer.valueOf(text.replace(FILLER, ""));
  }
}
