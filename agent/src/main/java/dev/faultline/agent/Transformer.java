package dev.faultline.agent;

import dev.faultline.hook.Context;
import dev.faultline.hook.Linkage;
import java.lang.classfile.ClassFile;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rewrites classes as they are loaded: the JDK's by {@link Patch}, all by {@link Redirects}. */
final class Transformer implements ClassFileTransformer {
  private static final String HOOK_PATH = Hook.PACKAGE.replace('.', '/') + '/';

  private final SynchronizedMethods synchronizedMethods = new SynchronizedMethods();

  /** Never changed in place, so that each world may ask for them. */
  private volatile List<String> problems = List.of();

  /** What could not be rewritten, in words; empty on a JDK that the agent knows. */
  List<String> problems() {
    return problems;
  }

  private synchronized void problem(String what) {
    List<String> longer = new ArrayList<>(problems);
    longer.add(what);
    problems = List.copyOf(longer);
  }

  static boolean isJdk(@Nullable ClassLoader loader) {
    return loader == null || loader == ClassLoader.getPlatformClassLoader();
  }

  private static @Nullable String nameOf(byte[] file) {
    Context world = Linkage.suspend();
    try {
      return ClassFile.of().parse(file).thisClass().asInternalName();
    } catch (IllegalArgumentException e) {
      return null; // No class file, which the JVM is going to say.
    } finally {
      Linkage.resume(world);
    }
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String given,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] file) {
    // A loader need not say how the class is called that it defines.
    String name = given != null || isJdk(loader) ? given : nameOf(file);
    if (name == null
        || name.equals("java/lang/System")
        || name.startsWith(HOOK_PATH)
        || loader instanceof ProgramLoader) {
      return null;
    }
    Context world = Linkage.suspend();
    try {
      boolean jdk = isJdk(loader);
      if (loader != null && !jdk && ProgramCode.isOfProgram(loader)) {
        return ProgramCode.rewrite(name, file, loader, Interleavings.scope());
      }
      byte[] result = file;
      for (Patch patch : jdk ? Patch.ALL.getOrDefault(name, List.of()) : List.<Patch>of()) {
        result = patch.applyTo(result, loader, this::problem);
      }
      if (ConstantPool.mentions(file, "<clinit>")) {
        Edit edit = jdk ? Edit.outside() : Edit.initialising(name.replace('/', '.'));
        Patch patch = new Patch(name, "<clinit>", "()V", edit);
        result = patch.applyTo(result, loader, this::problem);
      }
      byte[] redirected =
          jdk ? null : synchronizedMethods.apply(result, name, loader, redefined != null);
      result = redirected != null ? redirected : result;
      redirected = jdk ? null : UnwindPoints.apply(result, loader);
      result = redirected != null ? redirected : result;
      redirected =
          jdk
              ? null
              : InterleavePoints.apply(
                  result, Interleavings.meantIn(loader, name, redefined != null), loader);
      result = redirected != null ? redirected : result;
      redirected = InstanceCalls.apply(result, jdk, loader);
      result = redirected != null ? redirected : result;
      redirected = jdk ? null : MethodReferences.apply(result, loader);
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
}
