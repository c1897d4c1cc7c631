package dev.faultline.sim;

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
    }
    return bytes.toByteArray();
  }

  @Override
  public Object decode(byte[] bytes) {
    return read(bytes, Thread.currentThread().getContextClassLoader());
  }

  @Override
  public Object copy(Object message) {
    return read(encode(message), message.getClass().getClassLoader());
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
