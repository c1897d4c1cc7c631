package dev.faultline.agent;

import dev.faultline.hook.Context;
import dev.faultline.hook.Linkage;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rewrites classes as they are loaded: the JDK's by {@link Patch}, all by {@link Redirects}. */
final class Transformer implements ClassFileTransformer {
  private static final String HOOK_PATH = Hook.PACKAGE.replace('.', '/') + '/';

  private final List<String> problems = new ArrayList<>();

  /** What could not be rewritten, in words; empty on a JDK that the agent knows. */
  synchronized List<String> problems() {
    return List.copyOf(problems);
  }

  private synchronized void problem(String what) {
    problems.add(what);
  }

  static boolean isJdk(@Nullable ClassLoader loader) {
    return loader == null || loader == ClassLoader.getPlatformClassLoader();
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] file) {
    if (name == null || name.equals("java/lang/System") || name.startsWith(HOOK_PATH)) {
      return null;
    }
    Context world = Linkage.suspend();
    try {
      boolean jdk = isJdk(loader);
      byte[] result = file;
      for (Patch patch : jdk ? Patch.ALL.getOrDefault(name, List.of()) : List.<Patch>of()) {
        result = patched(result, patch, loader);
      }
      if (ConstantPool.mentions(file, "<clinit>")) {
        Edit edit = jdk ? Edit.outside() : Edit.initialising(name.replace('/', '.'));
        result = patched(result, new Patch(name, "<clinit>", "()V", edit), loader);
      }
      byte[] redirected = jdk ? null : UnwindPoints.apply(result, loader);
      result = redirected != null ? redirected : result;
      redirected =
          jdk
              ? null
              : InterleavePoints.apply(
                  result, Interleavings.meantIn(loader, name, redefined != null), loader);
      result = redirected != null ? redirected : result;
      redirected = InstanceCalls.apply(result, jdk, loader);
      result = redirected != null ? redirected : result;
      redirected = Redirects.apply(result, jdk);
      result = redirected != null ? redirected : result;
      return result == file ? null : result;
    } catch (RuntimeException | LinkageError e) {
      problem(name + ": " + e);
      return null;
    } finally {
      Linkage.resume(world);
    }
  }

  private byte[] patched(byte[] file, Patch patch, @Nullable ClassLoader loader) {
    ClassFile classFile = Hook.classFile(loader);
    ClassModel model = classFile.parse(file);
    int[] applied = {0};
    CodeTransform code = patch.edit().transform(() -> applied[0]++);
    ClassTransform transform =
        (builder, element) -> {
          if (element instanceof MethodModel method && isMeant(patch, method)) {
            builder.transformMethod(method, MethodTransform.transformingCode(code));
          } else {
            builder.with(element);
          }
        };
    byte[] result = classFile.transformClass(model, transform);
    if (applied[0] == 0 && !patch.method().equals("<clinit>")) {
      problem(patch.type() + "." + patch.method() + " has no place for its hook");
    }
    return result;
  }

  private static boolean isMeant(Patch patch, MethodModel method) {
    return method.code().isPresent()
        && (patch.method().isEmpty() || method.methodName().equalsString(patch.method()))
        && (patch.descriptor().isEmpty() || method.methodType().equalsString(patch.descriptor()));
  }
}
