/** Proxies for JUnit tests. */
@NullMarked
package dev.faultline.chaos.junit;

import org.jspecify.annotations.NullMarked;
