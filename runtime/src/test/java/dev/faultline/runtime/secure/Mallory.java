package dev.faultline.runtime.secure;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.zip.CRC32C;

/** Sends what it has heard, changed or not, for as long as the network is bad. */
final class Mallory implements Node {
  private static final int MOST = 1_500;

  private final List<Address> victims;
  private final List<byte[]> tape;
  private final Duration pace;
  private int sent;

  /** Has heard all that is on the tape, which others go on to fill. */
  Mallory(List<Address> victims, List<byte[]> tape) {
    this(victims, tape, Duration.ofMillis(10));
  }

  /** Sends something so often. */
  Mallory(List<Address> victims, List<byte[]> tape, Duration pace) {
    this.victims = victims;
    this.tape = tape;
    this.pace = pace;
  }

  /** The same environment, with all that is sent through it recorded. */
  static Env tapped(Env env, List<byte[]> tape) {
    return (Env)
        Proxy.newProxyInstance(
            Env.class.getClassLoader(),
            new Class<?>[] {Env.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("send") && arguments[1] instanceof byte[] bytes) {
                tape.add(bytes.clone());
              }
              try {
                return method.invoke(env, arguments);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            });
  }

  @Override
  public void start(Env env) {
    env.timer(pace, "lie");
  }

  @Override
  public void receive(Env env, Address from, Object message) {}

  @Override
  public void timer(Env env, Object tag) {
    if (!tape.isEmpty()) {
      boolean latest = env.random().nextInt(2) == 0;
      int which = latest ? tape.size() - 1 : env.random().nextInt(tape.size());
      env.send(victims.get(env.random().nextInt(2)), changed(env, tape.get(which)));
    }
    if (++sent < MOST) {
      env.timer(pace, "lie");
    }
  }

  private static byte[] changed(Env env, byte[] heard) {
    byte[] bytes = heard.clone();
    switch (env.random().nextInt(4)) {
      case 0 -> bytes[env.random().nextInt(bytes.length)] ^= (byte) (1 << env.random().nextInt(8));
      case 1 -> {
        // In plain packets a changed message needs a checksum that is right again.
        bytes[bytes.length - 1] ^= 1;
        CRC32C crc = new CRC32C();
        crc.update(bytes, 4, bytes.length - 4);
        MemorySegment.ofArray(bytes).set(ValueLayout.JAVA_INT_UNALIGNED, 0, (int) crc.getValue());
      }
      default -> {}
    }
    return bytes;
  }
}
