package dev.faultline.sim.content;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.function.ToLongBiFunction;
import java.util.function.ToLongFunction;

/**
 * Looks into records. For each class of records a hidden class beside it reads the fields without
 * reflection, since this happens for every message; no code of the program runs.
 */
final class RecordContents {
  private static final ClassDesc HASH = ClassDesc.of(ToLongBiFunction.class.getName());
  private static final ClassDesc PARTS = ClassDesc.of(ToLongFunction.class.getName());
  private static final ClassDesc CD_Long = ClassDesc.of(Long.class.getName());
  private static final ClassDesc CD_Float = ClassDesc.of(Float.class.getName());
  private static final ClassDesc CD_Double = ClassDesc.of(Double.class.getName());
  private static final long MULTIPLIER = 0xD6E8FEB86659FD93L;
  private static final int ROTATION = 29;

  /** The plan for records whose fields a class of their own reads. */
  record OfFields(ToLongBiFunction<Object, ToLongFunction<?>> fields) implements ContentPlan {
    @Override
    public long hash(Object value, Contents contents) {
      return fields.applyAsLong(value, contents);
    }
  }

  private RecordContents() {}

  static ContentPlan plan(Class<?> type) {
    try {
      return new OfFields(generated(type));
    } catch (IllegalAccessException closed) {
      // It belongs to another module, which no class can be put into.
      return throughHandles(type);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no way into the fields of " + type.getName(), e);
    }
  }

  @SuppressWarnings("unchecked")
  private static ToLongBiFunction<Object, ToLongFunction<?>> generated(Class<?> type)
      throws ReflectiveOperationException {
    MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    ClassDesc record = type.describeConstable().orElseThrow(IllegalAccessException::new);
    byte[] code =
        ClassFile.of()
            .build(
                ClassDesc.of(type.getName() + "$Contents"),
                hasher ->
                    hasher
                        .withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC)
                        .withInterfaceSymbols(HASH)
                        .withMethodBody(
                            "<init>",
                            MTD_void,
                            ClassFile.ACC_PUBLIC,
                            body ->
                                body.aload(0)
                                    .invokespecial(CD_Object, "<init>", MTD_void)
                                    .return_())
                        .withMethodBody(
                            "applyAsLong",
                            MethodTypeDesc.of(CD_long, CD_Object, CD_Object),
                            ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL,
                            body -> addUp(body, type, record)));
    MethodHandles.Lookup made =
        lookup.defineHiddenClass(code, true, MethodHandles.Lookup.ClassOption.NESTMATE);
    MethodHandle constructor =
        made.findConstructor(made.lookupClass(), MethodType.methodType(void.class));
    try {
      return (ToLongBiFunction<Object, ToLongFunction<?>>) constructor.invoke();
    } catch (Throwable e) {
      throw new LinkageError("what reads " + type.getName() + " cannot be made", e);
    }
  }

  private static void addUp(CodeBuilder body, Class<?> type, ClassDesc record) {
    body.loadConstant(Contents.text(type.getName()));
    for (RecordComponent each : type.getRecordComponents()) {
      ClassDesc field = each.getType().describeConstable().orElse(CD_Object);
      if (!each.getType().isPrimitive()) {
        body.aload(2).checkcast(PARTS);
      }
      body.aload(1).checkcast(record).getfield(record, each.getName(), field);
      widen(body, field);
      body.lxor()
          .loadConstant(ROTATION)
          .invokestatic(CD_Long, "rotateLeft", MethodTypeDesc.of(CD_long, CD_long, CD_int))
          .loadConstant(MULTIPLIER)
          .lmul();
    }
    body.lreturn();
  }

  /** Makes a long of the value on the stack. */
  private static void widen(CodeBuilder body, ClassDesc field) {
    if (!field.isPrimitive()) {
      body.invokeinterface(PARTS, "applyAsLong", MethodTypeDesc.of(CD_long, CD_Object));
    } else if (field.equals(CD_double)) {
      body.invokestatic(CD_Double, "doubleToLongBits", MethodTypeDesc.of(CD_long, CD_double));
    } else if (field.equals(CD_float)) {
      body.invokestatic(CD_Float, "floatToIntBits", MethodTypeDesc.of(CD_int, CD_float)).i2l();
    } else if (!field.equals(CD_long)) {
      body.i2l();
    }
  }

  /**
   * Every class loader has an unnamed module of its own, so this is the way into what the command
   * line loads from {@code --classpath}, too.
   */
  private static ContentPlan throughHandles(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    MethodHandle[] readers = new MethodHandle[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        readers[i] =
            reader(type, components[i]).asType(MethodType.methodType(Object.class, Object.class));
      }
    } catch (ReflectiveOperationException hidden) {
      return (value, contents) -> contents.leftOut(type);
    }
    long name = Contents.text(type.getName());
    return (value, contents) -> {
      long hash = name;
      for (MethodHandle reader : readers) {
        hash = ArrayContents.step(hash, contents.applyAsLong(read(reader, value)));
      }
      return hash;
    };
  }

  /** Of the field where the package is open to this module, else of the public accessor. */
  private static MethodHandle reader(Class<?> type, RecordComponent component)
      throws ReflectiveOperationException {
    RecordContents.class.getModule().addReads(type.getModule());
    try {
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
          .findGetter(type, component.getName(), component.getType());
    } catch (IllegalAccessException closed) {
      return MethodHandles.publicLookup().unreflect(component.getAccessor());
    }
  }

  private static Object read(MethodHandle reader, Object value) {
    try {
      return reader.invokeExact(value);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
