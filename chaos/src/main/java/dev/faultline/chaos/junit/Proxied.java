package dev.faultline.chaos.junit;

import dev.faultline.chaos.Protocol;
import dev.faultline.chaos.ProxySpec;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Puts a proxy before a server for JUnit tests: on a field or a parameter of type {@link
 * dev.faultline.chaos.Proxy}.
 *
 * <pre>{@code
 * @Proxied("localhost:5432")
 * Proxy db;
 *
 * @Test
 * void the_pool_survives_a_reset() throws Exception {
 *   DataSource pool = poolAt("localhost", db.port());
 *   db.addToxic(ToxicSpec.of(new Toxic.ResetPeer(0), Direction.DOWNSTREAM));
 *   ...
 * }
 * }</pre>
 *
 * Instance fields and parameters get a proxy for each test. A static field gets one for the class;
 * before each test its toxics are removed, and it is switched on. Its connections and toxics are
 * numbered across the whole class, and random draws depend on these numbers. The draws of a test on
 * a static proxy therefore depend on which tests ran before. All proxies are closed at the end. On
 * a field or parameter of type {@link dev.faultline.chaos.ProxyServer} it gives the server itself,
 * for upstreams known only to the test, such as the mapped port of a container.
 */
@Documented
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ProxiedExtension.class)
public @interface Proxied {
  /** The upstream server, as {@code host:port}; empty only for the type ProxyServer. */
  String value() default "";

  /** Where clients connect to; by default a free port of the loopback interface. */
  String listen() default ProxySpec.ANY_PORT;

  /** The protocol that the proxy carries. */
  Protocol protocol() default Protocol.TCP;

  /**
   * The seed of all random choices, so that a failure can be reproduced. The first seed of a test
   * or class applies.
   */
  long seed() default 0;
}
