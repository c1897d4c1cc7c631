/** The linearizability engine; not part of the façade. */
@NullMarked
package dev.faultline.check.engine;

import org.jspecify.annotations.NullMarked;
