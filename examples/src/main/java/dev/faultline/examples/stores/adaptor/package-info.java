/** What speaks the libraries' own languages; defined together with them, apart from the rest. */
@NullMarked
package dev.faultline.examples.stores.adaptor;

import org.jspecify.annotations.NullMarked;
