package dev.faultline.sim.setup;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;

/** Copies messages by Java's serialization. Has no state. */
final class SerializationCodec implements Codec {
  static final SerializationCodec INSTANCE = new SerializationCodec();

  private SerializationCodec() {}

  @Override
  public byte[] encode(Object message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(message);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "a message of " + message.getClass().getName() + " cannot be serialized: " + e, e);
    } catch (StackOverflowError e) {
      throw tooDeep(message);
    }
    return bytes.toByteArray();
  }

  @Override
  public Object decode(byte[] bytes) {
    return read(bytes, Thread.currentThread().getContextClassLoader());
  }

  @Override
  public Object copy(Object message) {
    byte[] bytes = encode(message);
    try {
      return read(bytes, message.getClass().getClassLoader());
    } catch (StackOverflowError e) {
      throw tooDeep(message);
    }
  }

  /** Serialization goes down into a value by recursion; where that ends depends on the JVM. */
  private static IllegalArgumentException tooDeep(Object message) {
    // Without the thousand frames of the cause, which are all the same.
    return new IllegalArgumentException(
        "a message of "
            + message.getClass().getName()
            + " is nested too deep for serialization: send a flat one, such as a list or an array,"
            + " or give the world's network a codec of its own");
  }

  private static Object read(byte[] bytes, ClassLoader loader) {
    try (ObjectInputStream in = new Input(new ByteArrayInputStream(bytes), loader)) {
      return in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalArgumentException("a message cannot be read back: " + e, e);
    }
  }

  /** Finds classes where the message's own was found, not where this one is. */
  private static final class Input extends ObjectInputStream {
    private final ClassLoader loader;

    Input(InputStream in, ClassLoader loader) throws IOException {
      super(in);
      this.loader = loader;
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      try {
        return Class.forName(description.getName(), false, loader);
      } catch (ClassNotFoundException e) {
        // A primitive type.
        return super.resolveClass(description);
      }
    }
  }
}
